"""Flows as calls walk them: what was compiled, on the lab switch."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.https import serving_gate, tenants_server

from .documents import MAIN, main
from .on_the_lab import walk

SPRING_FESTIVAL, MADE_UP_SATURDAY = "2026-02-17T10:00:00+08:00", "2026-02-14T10:00:00+08:00"
WORKDAY, WEEKEND = "2026-03-02T10:00:00+08:00", "2026-03-07T10:00:00+08:00"


@pytest.mark.parametrize(
    ("start", "way"),
    [
        (WORKDAY, "hello"),
        ("2026-03-02T08:59:59+08:00", "closed"),
        ("2026-03-02T18:00:00+08:00", "closed"),
        (WEEKEND, "closed"),
        (SPRING_FESTIVAL, "closed"),
        (MADE_UP_SATURDAY, "hello"),
    ],
)
def test_hours_with_holidays(tmp_path: Path, start: str, way: str) -> None:
    assert walk(tmp_path, MAIN, "patience=5", start=start).nodes[:2] == ["open", way]


def test_hours_are_those_of_the_tenants_time_zone(tmp_path: Path) -> None:
    """10:00 in Shanghai is 21:00 of the day before in New York."""
    walked = walk(tmp_path, MAIN, "patience=5", start=WORKDAY, timezone="America/New_York")
    assert walked.nodes[:2] == ["open", "closed"]


def menu(**keys: str) -> dict[str, Any]:
    asked = {"prompt": "a.wav", "digits": keys, "retries": 2, "otherwise": "bye"}
    nodes = {name: {"hangup": True} for name in keys.values()}
    return {"start": "ask", "nodes": {"ask": {"menu": asked}, **nodes, "bye": {"hangup": "busy"}}}


@pytest.mark.parametrize(
    ("keys", "end"),
    [
        ("12", "twelve"),
        ("1", "bye"),
        ("3", "bye"),
        ("39", "bye"),
        ("", "bye"),
        ("*9", "star"),
        ("21#", "twentyone"),
    ],
)
def test_a_menu_of_two_digits_knows_what_to_do_with_one(tmp_path: Path, keys: str, end: str) -> None:
    document = menu(**{"12": "twelve", "21": "twentyone", "*9": "star"})
    assert walk(tmp_path, document, f"digits={keys}").nodes == ["ask", end]


COLLECT = {"prompt": "a.wav", "into": "account", "min": 3, "max": 6, "then": "bye", "otherwise": "closed"}


@pytest.mark.parametrize(
    ("keys", "end", "kept"),
    [
        ("1234#", "bye", "1234"),
        ("123456789", "bye", "123456"),
        ("12#", "closed", "12"),
        ("12*4#", "closed", None),
    ],
)
def test_digits_are_collected(tmp_path: Path, keys: str, end: str, kept: str | None) -> None:
    document = main(hello={"collect": COLLECT})
    walked = walk(tmp_path, document, f"digits={keys} patience=90", start=WORKDAY)
    assert walked.nodes[1:3] == ["hello", end]
    assert walked.variables.get("seatyard_in_account") == kept


@pytest.mark.parametrize(
    ("keys", "end", "score"), [("4", "bye", "4"), ("9", "closed", None), ("", "closed", None)]
)
def test_a_score_is_asked_for(tmp_path: Path, keys: str, end: str, score: str | None) -> None:
    survey = {"prompt": "a.wav", "then": "bye", "otherwise": "closed"}
    document = main(hello={"survey": survey})
    walked = walk(tmp_path, document, f"digits={keys} patience=90", start=WORKDAY)
    assert walked.nodes[1:3] == ["hello", end]
    assert walked.variables.get("seatyard_score") == score


def test_digits_are_said_one_by_one(tmp_path: Path) -> None:
    speech = {"speech": ["您输入的是", {"digits": "account"}], "then": "bye"}
    document = main(hello={"collect": COLLECT | {"then": "said"}}, said=speech)
    walked = walk(tmp_path, document, "digits=1203# patience=90", start=WORKDAY)
    assert walked.nodes[1:] == ["hello", "said", "bye"]
    assert [path.rpartition("/")[2] for path in walked.played[1:]] == ["1.wav", "2.wav", "0.wav", "3.wav"]


INSIDE = ["127.0.0.0/8", "::1/128"]
LOOKUP = {"field": "level", "values": {"vip": "bye"}, "otherwise": "closed"}


@pytest.mark.parametrize(
    ("answer", "end"), [({"level": "vip"}, "bye"), ({"level": "gold"}, "closed"), (None, "closed")]
)
def test_the_tenants_own_server_is_asked(tmp_path: Path, answer: Any, end: str) -> None:
    with (
        tenants_server(tmp_path) as server,
        serving_gate(["127.0.0.0/8", "::1/128"], server.authority) as gate,
    ):
        server.answers["/level"] = answer
        document = main(hello={"lookup": LOOKUP | {"url": server.url("/level?who={caller}")}})
        at = f"http://127.0.0.1:{gate.server_address[1]}"
        walked = walk(tmp_path, document, "patience=90", start=WORKDAY, gate=at)
    assert walked.nodes[1:3] == ["hello", end]
    assert server.asked == ["/level?who=13800138000"]


def test_without_a_gate_a_lookup_has_no_answer(tmp_path: Path) -> None:
    document = main(hello={"lookup": LOOKUP | {"url": "https://crm.example.com/"}})
    walked = walk(tmp_path, document, "patience=90", start=WORKDAY, gate="http://127.0.0.1:1")
    assert walked.nodes[1:3] == ["hello", "closed"]
