"""Trial calls: a flow walked without a switch, and the same walked on the lab."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from esl.flows.checks import problems
from esl.flows.trials import walk
from esl.flows.walking import TrialCall

from . import on_the_lab
from .documents import MAIN, NAMES, main

COLLECT = {"prompt": "a.wav", "into": "account", "min": 3, "max": 5, "then": "vip", "otherwise": "bye"}
LOOKUP = {
    "url": "https://crm.example.com/{account}",
    "field": "level",
    "values": {"gold": "sales"},
    "otherwise": "rate",
}
EVERYTHING = main(
    hello={
        "menu": MAIN["nodes"]["hello"]["menu"]
        | {"digits": {"1": "ask", "22": "sales", "#": "rate"}, "otherwise": "desk"}
    },
    ask={"collect": COLLECT},
    vip={"lookup": LOOKUP},
    rate={"survey": {"prompt": "a.wav", "then": "thanks"}},
    thanks={"speech": ["谢谢", {"digits": "account"}], "then": "bye"},
)
OPEN, NIGHT, HOLIDAY = "2026-03-02 10:00", "2026-03-02 18:00:00", "2026-02-17 10:00"


@pytest.mark.parametrize(
    ("at", "keys", "answers", "way"),
    [
        (OPEN, ["22"], {}, "open hello sales"),
        (OPEN, [], {}, "open hello desk"),
        (OPEN, ["9"], {"desk": "no_answer"}, "open hello desk sales"),
        (OPEN, ["1", "1234#"], {"vip": "gold"}, "open hello ask vip sales"),
        (OPEN, ["1", "1234#", "5"], {"vip": "silver"}, "open hello ask vip rate thanks bye"),
        (OPEN, ["1", "12345678"], {}, "open hello ask vip rate"),
        (OPEN, ["1", "12#"], {}, "open hello ask bye"),
        (OPEN, ["#", "6"], {}, "open hello rate"),
        (NIGHT, ["1"], {}, "open closed mailbox"),
        (HOLIDAY, [], {}, "open closed mailbox"),
    ],
)
def test_a_call_goes_its_way(at: str, keys: list[str], answers: dict[str, str], way: str) -> None:
    call = TrialCall(datetime.fromisoformat(at), list(keys), answers)
    assert walk(EVERYTHING, call).nodes == way.split()
    trial = {"at": at, "keys": keys, "answers": answers, "expect": way.split(), "end": way.split()[-1]}
    assert problems(EVERYTHING | {"trials": [trial]}, NAMES) == []


@pytest.mark.parametrize(
    ("keys", "at"),
    [
        ("", OPEN),
        ("22", OPEN),
        ("2", OPEN),
        ("9", OPEN),
        ("#,4", OPEN),
        ("#,9", OPEN),
        ("1,12#", OPEN),
        ("1,123", OPEN),
        ("1,123456789,3", OPEN),
        ("1,1*34#", OPEN),
        ("", HOLIDAY),
    ],
)
def test_the_lab_walks_the_same_way(tmp_path: Path, keys: str, at: str) -> None:
    """Without a server's answer (there is no gate), and with a seat that nobody has."""
    start = f"{at.replace(' ', 'T')}:00+08:00"
    went = on_the_lab.walk(
        tmp_path, EVERYTHING, f"digits={keys} patience=300", start=start, gate="http://127.0.0.1:1"
    )
    call = TrialCall(datetime.fromisoformat(at), keys.split(","), {"desk": "no_answer"})
    assert walk(EVERYTHING, call).nodes == went.nodes


@pytest.mark.parametrize(
    ("trial", "path", "words"),
    [
        ({"at": OPEN, "keys": "22", "end": "desk"}, "", "went open → hello → sales, and did not end at desk"),
        ({"at": OPEN, "keys": "22", "expect": ["open", "sales"]}, "", "hello → sales, not open → sales"),
        ({"keys": "1", "end": "bye"}, "at", "missing: the node open asks what time it is"),
        ({"at": OPEN, "answers": {"desk": "busy"}, "end": "bye"}, "answers.desk", "answered, no_answer"),
        ({"at": "noon", "end": "bye"}, "at", "cannot read 'noon'"),
        ({"at": "2026-02-30 10:00", "end": "bye"}, "at", "the tenant's time"),
        ({"at": OPEN, "keys": "one", "end": "bye"}, "keys", "0-9, * and #"),
        ({"at": OPEN, "keys": 1, "end": "bye"}, "keys", "in quotes"),
        ({"at": OPEN}, "", "expect or end"),
        ({"at": OPEN, "expect": []}, "expect", "needs the nodes"),
        ({"at": OPEN, "end": "nowhere"}, "end", "there is no node nowhere"),
        ({"at": OPEN, "expect": ["nowhere"]}, "expect", "there is no node nowhere"),
        ({"at": OPEN, "answers": {"nowhere": "busy"}, "end": "bye"}, "answers", "there is no node nowhere"),
        ({"at": OPEN, "answers": "busy", "end": "bye"}, "answers", "by node"),
        ({"at": OPEN, "who": "me", "end": "bye"}, "who", "unknown key"),
        ("call", "", "needs expect or end"),
    ],
)
def test_a_trial_that_fails_is_told(trial: Any, path: str, words: str) -> None:
    found = problems(EVERYTHING | {"trials": [trial]}, NAMES)
    assert ".".join(filter(None, ["trials", "0", path])) in {".".join(where) for where, _ in found}
    assert any(words in message for _, message in found), found


def test_a_call_that_goes_round_is_told() -> None:
    document = main(desk={"seat": "1001", "no_answer": "desk"})
    trial = {"at": OPEN, "answers": {"desk": "no_answer"}, "end": "desk"}
    ((path, message),) = problems(document | {"trials": [trial]}, NAMES)
    assert (path, message.split(":")[0]) == (("trials", "0"), "the call goes round and round")


def test_an_unsound_flow_is_not_tried() -> None:
    found = problems(main(bye={"queue": "nowhere"}) | {"trials": [{"end": "bye"}]}, NAMES)
    assert [path for path, _ in found] == [("nodes", "bye", "queue")]
