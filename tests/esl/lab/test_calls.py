"""Applications of the dialplan, and what becomes of calls through them."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from . import folder, running
from .running import Bench


def dialplan(public: str, default: str = "") -> str:
    """Two contexts; ``public`` holds the actions that every call from outside meets."""
    return (
        f'<context name="public"><extension name="all"><condition>{public}</condition></extension></context>'
        f'<context name="default">{default}</context>'
    )


def action(application: str, data: str = "") -> str:
    return f'<action application="{application}" data="{data}"/>'


def extension(number: str, *actions: str) -> str:
    inner = "".join(actions)
    return (
        f'<extension name="{number}"><condition field="destination_number" expression="^{number}$">'
        f"{inner}</condition></extension>"
    )


Variables = dict[str, Any]


def played(
    tmp: Path,
    plan: str,
    *calls: str,
    seconds: float = 100,
    scenario: dict[str, Any] | None = None,
    after: Any = None,
    directory: str = "",
) -> list[Variables]:
    """The variables of all records when these calls have been made."""
    records: list[Variables] = []

    async def main() -> None:
        files = {"dialplan/default.xml": plan} | ({"directory/default.xml": directory} if directory else {})
        async with running.lab(tmp, scenario, **files) as bench:
            for call in calls or ("",):
                reply = await bench.client.api(f"lab call 13800138000 7000 domain=acme.test {call}")
                assert reply.startswith("+OK"), reply
            await bench.later(seconds)
            records.extend(record["variables"] for record in bench.plane.json_records())
            if after:
                await after(bench)

    asyncio.run(main())
    return records


def test_variables_are_set_expanded_and_unset(tmp_path: Path) -> None:
    plan = dialplan(
        action("set", "a=1")
        + action("set", "b=${a}${caller_id_number}")
        + action("set", "a=")
        + action("set", "c=3")
        + action("unset", "c")
        + action("info")
        + action("log", "INFO here")
    )
    (record,) = played(tmp_path, plan)
    assert record["b"] == "113800138000"
    assert not {"a", "c"} & set(record)
    assert record["hangup_cause"] == "NORMAL_CLEARING"


def test_exports_reach_the_other_leg(tmp_path: Path) -> None:
    plan = dialplan(
        action("set", "mine=1")
        + action("export", "both=2")
        + action("export", "nolocal:theirs=3")
        + action("bridge", "{given=4}[own=5]user/1002@acme.test")
    )
    callee, caller = played(tmp_path, plan, "talk=2")
    assert {name: callee.get(name) for name in ("mine", "both", "theirs", "given", "own")} == {
        "mine": None,
        "both": "2",
        "theirs": "3",
        "given": "4",
        "own": "5",
    }
    assert (caller["both"], caller.get("theirs"), caller["export_vars"]) == ("2", None, "both,nolocal:theirs")


@pytest.mark.parametrize(
    ("actions", "cause", "billsec"),
    [
        (action("answer") + action("sleep", "3000"), "NORMAL_CLEARING", "3"),
        (action("pre_answer") + action("sleep", "3000"), "NORMAL_CLEARING", "0"),
        (action("ring_ready") + action("sleep", "x"), "NORMAL_CLEARING", "0"),
        (action("hangup", "UNALLOCATED_NUMBER"), "UNALLOCATED_NUMBER", "0"),
        (action("hangup", "17"), "USER_BUSY", "0"),
        (action("respond", "486 Busy Here"), "USER_BUSY", "0"),
        (action("answer") + action("playback", "silence_stream://2000!silence_stream://1000"), None, "3"),
        (action("no_such_application", "x"), "DESTINATION_OUT_OF_ORDER", "0"),
        (action("transfer", "nowhere XML nowhere"), "NO_ROUTE_DESTINATION", "0"),
        (action("callcenter", "nosuch@acme.test"), "NORMAL_CLEARING", "0"),
        (action("bridge", "sofia/gateway/nosuch/1"), "INVALID_GATEWAY", "0"),
        (action("bridge", "nothing/1"), "CHAN_NOT_IMPLEMENTED", "0"),
        (action("bridge", "error/user_busy"), "USER_BUSY", "0"),
        (action("bridge", "user/9999@acme.test"), "SUBSCRIBER_ABSENT", "0"),
        (action("set", "continue_on_fail=true") + action("bridge", "error/user_busy"), None, "0"),
        (action("set", "continue_on_fail=USER_BUSY") + action("bridge", "error/user_busy"), None, "0"),
    ],
)
def test_how_a_call_ends(tmp_path: Path, actions: str, cause: str | None, billsec: str) -> None:
    (record,) = played(tmp_path, dialplan(actions))
    assert record["hangup_cause"] == (cause or "NORMAL_CLEARING")
    assert record["billsec"] == billsec


def test_an_extension_executed_inside_another(tmp_path: Path) -> None:
    plan = dialplan(
        action("execute_extension", "inner XML default") + action("set", "outer=${who}"),
        extension("inner", action("set", "who=me")),
    )
    (record,) = played(tmp_path, plan)
    assert record["outer"] == "me"


def test_transfers_are_written_down(tmp_path: Path) -> None:
    plan = dialplan(
        action("transfer", "one XML default"),
        extension("one", action("transfer", "two"))
        + extension("two", action("answer"), action("sleep", "1000")),
    )
    documents: list[dict[str, Any]] = []

    async def keep(bench: Bench) -> None:
        documents.extend(bench.plane.json_records())

    played(tmp_path, plan, after=keep)
    assert [flow["caller_profile"]["destination_number"] for flow in documents[0]["callflow"]] == [
        "two",
        "one",
        "7000",
    ]
    assert [flow["profile_index"] for flow in documents[0]["callflow"]] == ["3", "2", "1"]


def test_a_loop_of_transfers_ends(tmp_path: Path) -> None:
    plan = dialplan(action("transfer", "one XML default"), extension("one", action("transfer", "one")))
    (record,) = played(tmp_path, plan)
    assert record["hangup_cause"] == "EXCHANGE_ROUTING_ERROR"


MENU = action("answer") + action(
    "play_and_get_digits",
    "1 1 2 3000 # silence_stream://1000 silence_stream://250 pressed ^[12]$",
)


@pytest.mark.parametrize(
    ("digits", "pressed", "billsec"),
    [("digits=2", "2", (1, 4)), ("digits=9", None, (3, 9)), ("", None, (8, 8))],
)
def test_a_menu(tmp_path: Path, digits: str, pressed: str | None, billsec: tuple[int, int]) -> None:
    (record,) = played(tmp_path, dialplan(MENU), digits)
    assert record.get("pressed") == pressed
    assert billsec[0] <= int(record["billsec"]) <= billsec[1]


@pytest.mark.parametrize(
    ("keys", "typed", "result"),
    [
        ("1234", "1234", "timeout"),
        ("12345678", "123456", "success"),
        ("123#456", "123", "success"),
        ("12", "12", "failure"),
        ("#", None, "failure"),
    ],
)
def test_several_digits_are_read(tmp_path: Path, keys: str, typed: str | None, result: str) -> None:
    """Too few stay in the variable, as on a real switch (``switch_ivr_read``)."""
    ask = "3 6 1 3000 # silence_stream://1000 silence_stream://250 pressed ^[0-9]+$ 1000"
    (record,) = played(tmp_path, dialplan(action("play_and_get_digits", ask)), f"digits={keys}")
    assert (record.get("pressed"), record["read_result"]) == (typed, result)


def test_keys_are_pressed_menu_by_menu(tmp_path: Path) -> None:
    second = MENU.replace("pressed", "then")
    (record,) = played(tmp_path, dialplan(MENU + second), "digits=2,1")
    assert (record["pressed"], record["then"]) == ("2", "1")


def test_a_menu_that_makes_no_sense(tmp_path: Path) -> None:
    for data in ("x y z", "a b c d e f g h ( i"):
        (record,) = played(tmp_path / data[:1], dialplan(action("play_and_get_digits", data)))
        assert record["hangup_cause"] == "NORMAL_CLEARING"


def test_voicemail(tmp_path: Path) -> None:
    plan = dialplan(action("voicemail", "default acme.test 1002"))
    (record,) = played(tmp_path, plan, "message=7")
    assert record["billsec"] == "11"
    assert record["sip_hangup_disposition"] == "recv_bye"


def test_a_recording_is_of_both(tmp_path: Path) -> None:
    plan = dialplan(action("record_session", "/tmp/x.wav") + action("bridge", "user/1002@acme.test"))
    _, caller = played(tmp_path, plan, "talk=3")
    assert int(caller["record_seconds"]) >= 3
    assert caller["record_completion_cause"] == "success-silence"


def test_the_called_hear_a_notice_before_they_are_connected(tmp_path: Path) -> None:
    """As a real switch was seen to do: the caller goes on hearing it ring until the notice is over."""
    plan = dialplan(
        action("export", "nolocal:group_confirm_key=exec")
        + action("export", "nolocal:group_confirm_file=playback silence_stream://7000")
        + action("bridge", "user/1002@acme.test")
    )
    callee, caller = played(tmp_path, plan)
    told = int(caller["answer_uepoch"]) - int(callee["answer_uepoch"])
    assert 7_000_000 <= told < 7_100_000
    assert callee["playback_ms"] == "7000"


def test_what_a_leg_executes_when_it_answers(tmp_path: Path) -> None:
    """Given by the directory; it may stop and start the recording of the leg that called it."""
    plan = dialplan(
        action("record_session", "/tmp/x.wav") + action("bridge", "user/1002@acme.test"),
        extension("stop", action("set", "told=${uuid_record(${originating_leg_uuid} stop /tmp/x.wav)}"))
        + extension("again", action("set", "told=${uuid_record(${originating_leg_uuid} stop /tmp/x.wav)}")),
    )
    answering = '<param name="dial-var-execute_on_answer_NAME" value="execute_extension NAME XML default"/>'
    user = folder.user("1002")
    for name in ("stop", "again"):
        user = user.replace("<params>", "<params>" + answering.replace("NAME", name))
    directory = folder.directory("1000", "1003").replace("<users>", f"<users>{user}")
    callee, caller = played(tmp_path, plan, directory=directory)
    assert callee["told"] == "-ERR Cannot stop record session!\n"
    assert caller["record_completion_cause"] == "success-maxtime"
    assert int(caller["record_ms"]) < int(caller["mduration"])


def test_a_recording_that_goes_on_is_not_begun_again(tmp_path: Path) -> None:
    plan = dialplan(
        action("record_session", "/tmp/x.wav")
        + action("set", "told=${uuid_record(${uuid} start /tmp/x.wav)}")
        + action("stop_record_session", "/tmp/other.wav")
        + action("sleep", "2000")
    )
    (record,) = played(tmp_path, plan)
    assert (record["told"], record["record_completion_cause"]) == ("+OK Success\n", "success-silence")


def test_limits(tmp_path: Path) -> None:
    plan = dialplan(action("limit", "hash acme in 2 !USER_BUSY") + action("answer") + action("park"))
    calls = ["patience=10", "patience=10", "patience=10"]
    causes = [record["hangup_cause"] for record in played(tmp_path, plan, *calls)]
    assert sorted(causes) == ["NORMAL_CLEARING", "NORMAL_CLEARING", "USER_BUSY"]


def test_a_limit_may_send_the_call_elsewhere(tmp_path: Path) -> None:
    plan = dialplan(
        action("limit", "hash acme in 0 full XML default"),
        extension("full", action("hangup", "SWITCH_CONGESTION")),
    )
    (record,) = played(tmp_path, plan)
    assert record["hangup_cause"] == "SWITCH_CONGESTION"


def test_a_group_rings_at_once_and_one_answers(tmp_path: Path) -> None:
    phones = [
        {"number": n, "domain": folder.DOMAIN, "password": folder.SEAT_PASSWORD, "ring": ring}
        for n, ring in (("1002", 5), ("1003", 2))
    ]
    plan = dialplan(action("bridge", "user/1002@acme.test,user/1003@acme.test"))
    records = played(tmp_path, plan, "talk=4", scenario={"phones": phones})
    ends = {record.get("dialed_user", "caller"): record["hangup_cause"] for record in records[:2]}
    assert ends == {"1002": "LOSE_RACE", "1003": "NORMAL_CLEARING"}
    assert records[-1]["billsec"] in ("4", "5")


def test_one_after_another(tmp_path: Path) -> None:
    plan = dialplan(action("bridge", "[leg_timeout=5]user/1002@acme.test|user/1003@acme.test"))
    phones = [
        {**phone, "answers": {"no_answer" if phone["number"] == "1002" else "answer": 1}}
        for phone in running.PHONES
    ]
    records = played(tmp_path, plan, "talk=4", scenario={"phones": phones})
    assert [record["hangup_cause"] for record in records] == [
        "NO_ANSWER",
        "NORMAL_CLEARING",
        "NORMAL_CLEARING",
    ]


def test_a_phone_that_talks_is_busy(tmp_path: Path) -> None:
    plan = dialplan(action("bridge", "user/1002@acme.test"))

    async def main() -> None:
        async with running.lab(tmp_path, **{"dialplan/default.xml": plan}) as bench:
            await bench.client.api("lab call 13800138000 7000 domain=acme.test talk=60")
            await bench.later(10)
            await bench.client.api("lab call 13800138001 7000 domain=acme.test talk=60")
            await bench.later(10)
            causes = [record["variables"]["hangup_cause"] for record in bench.plane.json_records()]
            assert causes == ["USER_BUSY", "USER_BUSY"]

    asyncio.run(main())


def test_an_unregistered_phone_is_not_reached(tmp_path: Path) -> None:
    plan = dialplan(action("bridge", "user/1002@acme.test"))
    phones = [{**phone, "register": phone["number"] != "1002"} for phone in running.PHONES]
    (record,) = played(tmp_path, plan, scenario={"phones": phones})
    assert record["originate_disposition"] == "USER_NOT_REGISTERED"
    assert record["hangup_cause"] == "USER_NOT_REGISTERED"


def test_after_a_bridge_the_call_may_go_on(tmp_path: Path) -> None:
    plan = dialplan(
        action("set", "transfer_after_bridge=later:XML:default") + action("bridge", "user/1002@acme.test"),
        extension("later", action("sleep", "2000"), action("hangup", "NORMAL_UNSPECIFIED")),
    )
    records = played(tmp_path, plan, "talk=4 ends=callee")
    assert records[-1]["hangup_cause"] == "NORMAL_UNSPECIFIED"


def test_a_call_between_seats_is_internal(tmp_path: Path) -> None:
    async def main() -> None:
        async with running.lab(tmp_path) as bench:
            await bench.client.api("lab call 1000@acme.test 1002 talk=4")
            await bench.later(30)
            ends = [json.loads(line) for line in bench.log.read_text().splitlines() if '"end"' in line]
            assert [(end["direction"], end["billusec"], end["carrier_leg"]) for end in ends] == [
                ("internal", 0, None)
            ]

    asyncio.run(main())
