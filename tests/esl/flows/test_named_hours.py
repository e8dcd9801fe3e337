"""Flows that use working hours by their name."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from lxml import etree

from esl.flows.checks import problems
from esl.flows.compiler import flow_extensions
from esl.flows.document import step, told
from esl.flows.named import as_node, reasons, resolved, used_by
from esl.flows.trials import walk
from esl.flows.walking import TrialCall

from .documents import MAIN, NAMES, SCOPE, main

OFFICE: dict[str, Any] = {
    "when": "Mon-Fri 09:00-18:00",
    "holidays": "CN",
    "days": {"2026-03-02": {"hours": "closed", "reason": "搬家"}, "2026-03-07": "10:00-12:00"},
}
NAMED = main(open={"hours": {"named": "office", "inside": "hello", "outside": "closed"}})
KNOWING = replace(NAMES, hours={"office": OFFICE})


def way(document: dict[str, Any], at: str) -> str:
    call = TrialCall(datetime.fromisoformat(at))
    return walk(resolved(document, {"office": OFFICE}), call).nodes[1]


def test_a_days_reason_is_for_people_alone() -> None:
    assert as_node(OFFICE)["days"] == {"2026-03-02": "closed", "2026-03-07": "10:00-12:00"}
    assert reasons(OFFICE) == {"2026-03-02": "搬家"}


def test_a_flow_is_sound_where_there_are_hours_of_that_name() -> None:
    assert problems(NAMED, KNOWING) == []
    assert problems(NAMED, NAMES) == [
        (("nodes", "open", "hours", "named"), "there are no working hours office (allowed: none yet)")
    ]
    assert (used_by(NAMED), used_by(MAIN)) == ({"office"}, set())


@pytest.mark.parametrize("key", ["when", "holidays", "days"])
def test_hours_of_its_own_have_no_place_beside_a_name(key: str) -> None:
    value = MAIN["nodes"]["open"]["hours"] | {"days": {}}
    document = main(open={"hours": {"named": "office", key: value[key], "inside": "bye", "outside": "bye"}})
    assert problems(document, KNOWING) == [
        (("nodes", "open", "hours", key), "not beside named, whose hours hold")
    ]


@pytest.mark.parametrize(
    ("at", "node"),
    [
        ("2026-03-03 10:00", "hello"),
        ("2026-03-02 10:00", "closed"),
        ("2026-03-07 11:00", "hello"),
        ("2026-02-14 10:00", "hello"),
        ("2026-02-17 10:00", "closed"),
    ],
)
def test_trial_calls_follow_them(at: str, node: str) -> None:
    assert way(NAMED, at) == node


def test_stored_cases_are_walked_by_them() -> None:
    failing = NAMED | {"trials": [{"at": "2026-03-02 10:00", "expect": ["open", "hello", "desk"]}]}
    assert [path for path, _ in problems(failing, KNOWING)] == [("trials", "0")]


def test_it_is_compiled_as_if_the_hours_were_the_nodes_own() -> None:
    own = main(open={"hours": {**as_node(OFFICE), "inside": "hello", "outside": "closed"}})
    made, same = (flow_extensions(3, resolved(one, {"office": OFFICE}), SCOPE) for one in (NAMED, own))
    assert [etree.tostring(one) for one in made] == [etree.tostring(one) for one in same]


def test_the_name_is_what_is_told_of_the_node() -> None:
    at = step("open", NAMED["nodes"]["open"])
    assert at is not None
    assert told(at) == "office"
