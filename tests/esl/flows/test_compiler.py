"""The extensions that a flow becomes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from lxml import etree

from esl.flows.compiler import flow_extensions
from esl.flows.document import prompts_of
from esl.flows.prompts import prompt
from esl.flows.recording import Recordings
from esl.flows.scope import Scope
from esl.recordings.policy import Policy

from .documents import MAIN, SCOPE, main


def compiled(document: dict[str, Any] = MAIN, scope: Scope = SCOPE) -> dict[str, list[etree._Element]]:
    found: dict[str, list[etree._Element]] = {}
    for extension in flow_extensions(3, document, scope):
        found.setdefault(extension.get("name"), []).append(extension)
    return found


def done(extension: etree._Element) -> list[tuple[str, str]]:
    return [(a.get("application"), a.get("data", "")) for a in extension.iter("action")]


def ways(extension: etree._Element) -> tuple[tuple[str, str] | None, list[tuple[str, str]]]:
    """The condition beside the destination, if any, and what is done."""
    beside = [c for c in extension.iter("condition") if c.get("field") != "destination_number"]
    return (beside[0].get("field"), beside[0].get("expression")) if beside else None, done(extension)


def test_every_node_is_an_extension() -> None:
    nodes = {f"flow-3-{name}" for name in MAIN["nodes"]}
    assert set(compiled()) == nodes | {"answer-3-hello"}
    for name, same in compiled().items():
        assert {e.find("condition").get("expression") for e in same} == {f"^{name}$"}


def test_hours_are_conditions_and_then_all_other_times() -> None:
    made_up, unusual, inside, outside = compiled()["flow-3-open"]
    assert dict(made_up[1].attrib).keys() == {"year", "yday", "time-of-day"}
    assert done(made_up) == [("transfer", "flow-3-hello XML acme.test")]
    assert dict(unusual[1].attrib).keys() == {"year", "yday"}
    assert done(unusual) == [("transfer", "flow-3-closed XML acme.test")]
    assert dict(inside[1].attrib) == {"wday": "2,3,4,5,6", "time-of-day": "09:00:00-17:59:59"}
    assert done(inside) == [("transfer", "flow-3-hello XML acme.test")]
    assert done(outside) == [("transfer", "flow-3-closed XML acme.test")]


def test_a_menu_asks_and_goes_where_the_key_says() -> None:
    (hello,) = compiled()["flow-3-hello"]
    applications = done(hello)
    say = prompt(MAIN["nodes"]["hello"]["menu"]["prompt"]).played(7)
    assert applications == [
        ("answer", ""),
        ("play_and_get_digits", f"1 1 3 5000 # {say} silence_stream://250 seatyard_digits ^(1|0)$ 0"),
        ("transfer", "answer-3-hello XML acme.test"),
    ]
    assert [ways(extension) for extension in compiled()["answer-3-hello"]] == [
        (("${seatyard_digits}", "^1$"), [("transfer", "flow-3-sales XML acme.test")]),
        (("${seatyard_digits}", "^0$"), [("transfer", "flow-3-desk XML acme.test")]),
        (None, [("transfer", "flow-3-desk XML acme.test")]),
    ]


def test_keys_of_several_digits_and_signs() -> None:
    menu = {"menu": {"prompt": "a.wav", "digits": {"12": "bye", "*": "bye", "#": "bye"}, "otherwise": "bye"}}
    (hello,) = compiled(main(hello=menu))["flow-3-hello"]
    asked = done(hello)[1][1].split(" ")
    assert asked[:5] == ["1", "2", "3", "5000", "none"]
    assert asked[-2:] == ["^(12|[*]|#)$", "3000"]
    twelve, star, hash_, _ = compiled(main(hello=menu))["answer-3-hello"]
    assert [ways(one)[0] for one in (twelve, star, hash_)] == [
        ("${seatyard_digits}", pattern) for pattern in ("^12$", "^[*]$", "^#$")
    ]


ACCOUNT = {
    "prompt": {"say": "请输入账号"},
    "into": "account",
    "min": 4,
    "max": 10,
    "ends_with": "*",
    "timeout": 8,
    "retries": 2,
    "then": "sales",
    "otherwise": "desk",
}


def test_digits_are_kept_under_a_name_of_their_own() -> None:
    made = compiled(main(bye={"collect": ACCOUNT}))
    (asked,) = made["flow-3-bye"]
    say = prompt(ACCOUNT["prompt"]).played(7)
    assert done(asked)[1] == (
        "play_and_get_digits",
        f"4 10 2 8000 * {say} silence_stream://250 seatyard_in_account ^[0-9]{{4,10}}$ 3000",
    )
    assert [ways(extension) for extension in made["answer-3-bye"]] == [
        (("${seatyard_in_account}", "^[0-9]{4,10}$"), [("transfer", "flow-3-sales XML acme.test")]),
        (None, [("transfer", "flow-3-desk XML acme.test")]),
    ]


def test_a_survey_keeps_a_score_and_goes_on_or_ends() -> None:
    made = compiled(main(bye={"survey": {"prompt": {"say": "请打分"}, "then": "sales"}}))
    (asked,) = made["flow-3-bye"]
    assert done(asked)[1][1].endswith(" seatyard_score ^[1-5]$ 0")
    assert [ways(extension) for extension in made["answer-3-bye"]] == [
        (("${seatyard_score}", "^[1-5]$"), [("transfer", "flow-3-sales XML acme.test")]),
        (None, [("hangup", "NORMAL_CLEARING")]),
    ]


def test_a_prompt_that_is_missing_does_not_end_the_menu() -> None:
    """file_string goes on with its next part: the silence in which the caller may press a key."""
    assert prompt("closed.wav").played(7) == (
        "file_string://${seatyard_prompts}/7/closed.wav!silence_stream://100"
    )


def test_a_seat_rings_and_then() -> None:
    (desk,) = compiled()["flow-3-desk"]
    assert done(desk)[0] == ("set", "call_timeout=25")
    assert done(desk)[-3:] == [
        ("bridge", "user/1001@acme.test"),
        ("sleep", "500"),
        ("transfer", "flow-3-sales XML acme.test"),
    ]


@pytest.mark.parametrize(("why", "cause"), [(True, "NORMAL_CLEARING"), ("busy", "USER_BUSY")])
def test_hanging_up_says_why(why: object, cause: str) -> None:
    (bye,) = compiled(main(bye={"hangup": why}))["flow-3-bye"]
    assert done(bye) == [("hangup", cause)]


def test_recording_and_its_notice_come_before_the_talk() -> None:
    policy = Policy({"record": "all", "announce": True})
    scope = replace(SCOPE, recordings=Recordings(7, "acme.test", policy, "zh"))
    (sales,) = compiled(scope=scope)["flow-3-sales"]
    applications = done(sales)
    assert applications.index(("playback", "${seatyard_notice}")) < applications.index(
        ("record_session", "${seatyard_recordings}/7/${uuid}.wav")
    )
    assert applications[-2][0] == "callcenter"


def test_nothing_is_recorded_without_the_policy() -> None:
    assert not [d for same in compiled().values() for e in same for d in done(e) if "record" in d[0]]


def test_prompts_of_a_flow() -> None:
    found = dict(prompts_of(MAIN))
    assert (found["hello"].text, found["closed"].file) == ("您好，销售请按1，人工请按0", "closed.wav")
    assert len(found["hello"].file) == len("0123456789abcdef.wav")


def test_a_speech_says_texts_and_digits_that_were_kept() -> None:
    parts = ["您输入的是", {"digits": "account"}, "，请稍候"]
    made = compiled(
        main(hello={"collect": ACCOUNT | {"max": 4}}, bye={"speech": parts, "then": "sales"}),
        replace(SCOPE, language="en"),
    )
    (spoken,) = made["flow-3-bye"]
    before, after = (("playback", prompt({"say": text}).played(7)) for text in (parts[0], parts[2]))
    figure = ("playback", "${seatyard_prompts}/house/en/digits/$1.wav")
    go = ("transfer", "flow-3-sales XML acme.test")
    assert done(spoken) == [("answer", ""), before, figure, figure, figure, figure, after, go]
    fields = [c.get("field") for c in spoken.iter("condition") if c.get("break") == "never"]
    assert fields == [f"${{seatyard_in_account:{place}:1}}" for place in range(4)]


def test_a_speech_may_be_the_end() -> None:
    (spoken,) = compiled(main(bye={"speech": "再见"}))["flow-3-bye"]
    assert done(spoken)[-1] == ("hangup", "NORMAL_CLEARING")
    assert dict(prompts_of(main(bye={"speech": "再见"})))["bye"].text == "再见"


LOOKUP = {
    "url": "https://crm.example.com/level?who={caller}&of={account}&key=a$b{called}",
    "field": "customer.level",
    "values": {"vip": "sales", "3": "desk"},
    "timeout": 4,
    "otherwise": "closed",
}


def test_a_lookup_asks_the_gate_and_goes_by_its_word() -> None:
    nodes = {"hello": {"collect": ACCOUNT}, "bye": {"lookup": LOOKUP}}
    made = compiled(main(**nodes))
    (asked,) = made["flow-3-bye"]
    *before, (application, question), (_, then) = done(asked)
    assert before == [
        ("set", "curl_connect_timeout=2"),
        ("set", "curl_timeout=5"),
        ("set", "seatyard_caller="),
        ("set", "seatyard_caller=$1"),
    ]
    assert (application, then) == ("curl", "answer-3-bye XML acme.test")
    assert question == (
        "${seatyard_lookups}/?to=https%3A%2F%2Fcrm.example.com%2Flevel%3Fwho%3D%7Bcaller%7D%26of%3D%7Baccount"
        "%7D%26key%3Da%24b%7Bcalled%7D&field=customer.level&wait=4&v_account=${seatyard_in_account}"
        "&v_called=${seatyard_did}&v_caller=${seatyard_caller}"
    )
    assert [ways(extension) for extension in made["answer-3-bye"]] == [
        (("${curl_response_data}", "^vip$"), [("transfer", "flow-3-sales XML acme.test")]),
        (("${curl_response_data}", "^3$"), [("transfer", "flow-3-desk XML acme.test")]),
        (None, [("transfer", "flow-3-closed XML acme.test")]),
    ]
