"""What is wrong with a flow is found before anybody calls it."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Network
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esl.flows.checks import problems
from esl.flows.compiler import flow_extensions
from esl.flows.kinds import KINDS

from .documents import MAIN, NAMES, SCOPE, main


def test_a_sound_flow_has_no_problems() -> None:
    assert problems(MAIN, NAMES) == []


MENU = MAIN["nodes"]["hello"]["menu"]
COLLECT = {"prompt": "a.wav", "into": "account", "then": "desk", "otherwise": "desk"}
LOOKUP = {
    "url": "https://a.example/{caller}",
    "field": "level",
    "values": {"vip": "desk"},
    "otherwise": "desk",
}
HOURS = MAIN["nodes"]["open"]["hours"]


@pytest.mark.parametrize(
    ("name", "node", "path", "words"),
    [
        ("bye", {"teleport": "moon"}, "", f"(allowed: {', '.join(KINDS)})"),
        ("bye", {"hangup": True, "queue": "sales"}, "", f"(allowed: {', '.join(KINDS)})"),
        ("bye", {"hangup": True, "extra": 1}, "extra", "unknown key (allowed: none)"),
        ("bye", {"queue": "support"}, "queue", "there is no queue support (allowed: sales)"),
        ("bye", {"seat": "1002"}, "seat", "there is no seat 1002 (allowed: 1001)"),
        (
            "bye",
            {"seat": "1001", "no_answer": "nowhere"},
            "no_answer",
            "there is no node nowhere (allowed: open,",
        ),
        ("bye", {"voicemail": "support"}, "voicemail", "there is no queue or seat support"),
        ("bye", {"play": "../../etc/passwd"}, "play", "NAME.wav"),
        ("bye", {"play": {"say": " "}}, "play", "nothing to say (allowed: NAME.wav, or {say: TEXT})"),
        ("bye", {"play": {}}, "play", "nothing to say"),
        ("bye", {"play": {"file": "a.wav"}}, "play", "neither a file's name nor a text to say"),
        ("hello", {"menu": MENU | {"digits": {}}}, "menu.digits", "without digits"),
        ("hello", {"menu": MENU | {"digits": {"1": "x"}}}, "menu.digits.1", "there is no node x"),
        ("hello", {"menu": MENU | {"digits": {"a": "bye"}}}, "menu.digits.a", "not a key"),
        ("hello", {"menu": {"prompt": "a.wav", "digits": {"1": "bye"}}}, "menu.otherwise", "missing"),
        ("hello", {"menu": "sales"}, "menu", "prompt and digits"),
        (
            "open",
            {"hours": {"when": "Mon-Fri", "inside": "bye", "outside": "bye"}},
            "hours.when",
            "like 'Mon-Fri",
        ),
        ("open", {"hours": {"when": "Mon 09:00-18:00", "inside": "bye"}}, "hours.outside", "missing"),
        ("open", {"hours": HOURS | {"holidays": "US"}}, "hours.holidays", "(allowed: CN)"),
        ("open", {"hours": HOURS | {"days": ["2026-10-01"]}}, "hours.days", "days with their hours"),
        ("open", {"hours": HOURS | {"days": {"2026-02-30": "closed"}}}, "hours.days.2026-02-30", "such as"),
        ("open", {"hours": HOURS | {"days": {"1 May": "closed"}}}, "hours.days.1 May", "cannot read '1 May'"),
        ("open", {"hours": HOURS | {"days": {"2026-05-01": "noon"}}}, "hours.days.2026-05-01", "cannot read"),
        ("hello", {"menu": MENU | {"digits": ["1"]}}, "menu.digits", "without digits"),
        ("hello", {"menu": MENU | {"timeout": "5 s"}}, "menu.timeout", "1 to 60"),
        ("hello", {"menu": MENU | {"retries": True}}, "menu.retries", "1 to 10"),
        ("hello", {"menu": MENU | {"promt": "x"}}, "menu.promt", "unknown key (allowed: digits, otherwise,"),
        ("desk", {"seat": "1001", "ring": 0}, "ring", "1 to 300"),
        ("bye", {"hangup": "USER_BUSY"}, "hangup", "allowed: true, busy, rejected"),
        ("bye", {"hangup": ["busy"]}, "hangup", "not a way to hang up"),
        ("bye", {"collect": "account"}, "collect", "needs prompt, into"),
        ("bye", {"collect": COLLECT | {"into": "a b"}}, "collect.into", "1 to 31 of a-z"),
        ("bye", {"collect": COLLECT | {"into": "x=${uuid}"}}, "collect.into", "1 to 31 of a-z"),
        ("bye", {"collect": COLLECT | {"max": 65}}, "collect.max", "1 to 64"),
        ("bye", {"collect": COLLECT | {"min": 9, "max": 8}}, "collect.min", "1 to 8"),
        ("bye", {"collect": COLLECT | {"ends_with": "5"}}, "collect.ends_with", "#, *, none"),
        (
            "bye",
            {"collect": {"prompt": "a.wav", "into": "x", "then": "desk"}},
            "collect.otherwise",
            "missing",
        ),
        ("bye", {"collect": COLLECT | {"then": "nowhere"}}, "collect.then", "there is no node nowhere"),
        ("bye", {"lookup": "https://a.example"}, "lookup", "needs url, field"),
        ("bye", {"lookup": LOOKUP | {"url": "http://a.example/"}}, "lookup.url", "allowed: https://HOST"),
        ("bye", {"lookup": LOOKUP | {"url": "https://a.example/a b"}}, "lookup.url", "without blanks"),
        ("bye", {"lookup": LOOKUP | {"url": "https://[::1/"}}, "lookup.url", "not an address to ask"),
        (
            "bye",
            {"lookup": LOOKUP | {"url": "https://me:pw@a.example/"}},
            "lookup.url",
            "have no place there",
        ),
        ("bye", {"lookup": LOOKUP | {"url": "https://{caller}.example/"}}, "lookup.url", "no place there"),
        ("bye", {"lookup": LOOKUP | {"url": "https://a.example/{x}"}}, "lookup.url", "nothing fills in {x}"),
        ("bye", {"lookup": LOOKUP | {"url": "https://a.example/${uuid}"}}, "lookup.url", "fills in {uuid}"),
        ("bye", {"lookup": LOOKUP | {"url": "https://a.example/{{"}}, "lookup.url", "fills in a bracket"),
        ("bye", {"lookup": LOOKUP | {"url": "https://10.0.0.1/"}}, "lookup.url", "operator's own network"),
        ("bye", {"lookup": LOOKUP | {"url": "https://localhost/"}}, "lookup.url", "operator's own network"),
        ("bye", {"lookup": LOOKUP | {"field": "a..b"}}, "lookup.field", "joined by dots"),
        ("bye", {"lookup": LOOKUP | {"values": {}}}, "lookup.values", "leads nowhere"),
        ("bye", {"lookup": LOOKUP | {"values": {"a b": "desk"}}}, "lookup.values.a b", "not a value"),
        ("bye", {"lookup": LOOKUP | {"values": {"a": "x"}}}, "lookup.values.a", "there is no node x"),
        ("bye", {"lookup": LOOKUP | {"timeout": 11}}, "lookup.timeout", "1 to 10"),
        ("bye", {"collect": COLLECT | {"into": "caller"}}, "collect.into", "not called, caller"),
        ("bye", {"speech": []}, "speech", "needs something to say"),
        ("bye", {"speech": ["a"] * 11}, "speech", "up to 10"),
        ("bye", {"speech": ["a", " "]}, "speech.1", "{say: TEXT}"),
        ("bye", {"speech": [{"file": "a.wav"}]}, "speech.0", "not a part of a speech"),
        (
            "bye",
            {"speech": {"digits": "account"}},
            "speech.digits",
            "no node keeps account (allowed: none yet)",
        ),
        ("bye", {"speech": [{"digits": ["account"]}]}, "speech.0.digits", "no node keeps"),
        ("bye", {"survey": {"then": "desk"}}, "survey.prompt", "NAME.wav"),
        ("bye", {"survey": {"prompt": "a.wav", "then": "x"}}, "survey.then", "there is no node x"),
        ("a b", {"hangup": True}, "", "letters, digits, - and _"),
    ],
)
def test_a_fault_is_named_with_its_place_and_what_is_allowed(
    name: str, node: dict[str, Any], path: str, words: str
) -> None:
    found = problems(main(**{name: node}), NAMES)
    assert ".".join(filter(None, ["nodes", name, path])) in {".".join(where) for where, _ in found}
    assert any(words in message for _, message in found), found


def test_start_must_be_a_node() -> None:
    ((path, message),) = problems(MAIN | {"start": "nowhere"}, NAMES)
    assert (path, message.split(" (")[0]) == (("start",), "there is no node nowhere")
    ((path, message),) = problems({"nodes": MAIN["nodes"]}, NAMES)
    assert (path, message.split(":")[0]) == (("start",), "missing")
    assert problems({"start": "x"}, NAMES) == [(("nodes",), "a flow needs at least one node")]


@pytest.mark.parametrize(
    ("nodes", "ring"),
    [
        ({"closed": {"play": "closed.wav", "then": "closed"}}, "closed → closed"),
        ({"closed": {"play": "closed.wav", "then": "open"}}, "open → closed → open"),
        ({"hello": {"menu": MENU | {"otherwise": "hello"}}}, "hello → hello"),
    ],
)
def test_a_ring_without_input_is_found(nodes: dict[str, Any], ring: str) -> None:
    ((_, message),) = problems(main(**nodes), NAMES)
    assert message == f"a loop without input: {ring}"


def test_the_operator_may_allow_a_network_of_its_own() -> None:
    flow = main(bye={"lookup": LOOKUP | {"url": "https://10.1.2.3/"}})
    assert problems(flow, replace(NAMES, networks=(IPv4Network("10.1.0.0/16"),))) == []


def test_a_ring_that_a_key_closes_is_a_menu_tree() -> None:
    back = {"menu": MENU | {"digits": {"1": "hello"}, "otherwise": "bye"}}
    assert problems(main(hello=back), NAMES) == []


def test_a_long_chain_is_walked(recwarn: pytest.WarningsRecorder) -> None:
    nodes = {f"n{i}": {"play": "a.wav", "then": f"n{i + 1}"} for i in range(3000)} | {
        "n3000": {"hangup": True}
    }
    assert problems({"start": "n0", "nodes": nodes}, NAMES) == []


KEYS = [
    *("say", "when", "holidays", "days", "inside", "outside"),
    *("prompt", "digits", "timeout", "retries", "then", "otherwise"),
    *("into", "min", "max", "ends_with", "url", "field", "values", "1", "*"),
]
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from(["1001", "sales", "a", "b", "x.wav", "1", "#", "https://a.example/"]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(KEYS),
            inner,
            max_size=6,
        )
    ),
    max_leaves=8,
)
NODES = st.dictionaries(
    st.sampled_from(["a", "b", "c d"]),
    st.dictionaries(
        st.sampled_from([*KINDS, "then", "ring", "no_answer"]),
        ANYTHING,
        max_size=2,
    )
    | ANYTHING,
    max_size=3,
)


TRIALS = st.lists(
    st.dictionaries(st.sampled_from(["at", "keys", "answers", "expect", "end"]), ANYTHING, max_size=4)
    | ANYTHING,
    max_size=2,
)


@given(st.fixed_dictionaries({"nodes": NODES, "start": ANYTHING}, optional={"trials": TRIALS | ANYTHING}))
def test_whatever_comes_is_told_or_compiles(document: dict[str, Any]) -> None:
    """A document that passes the checks must never fail later, when a call asks for it."""
    if problems(document, NAMES) == []:
        assert flow_extensions(1, document, SCOPE)
