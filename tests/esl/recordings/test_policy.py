"""Which talk is recorded and announced: the most specific rule that speaks."""

from __future__ import annotations

import pytest

from esl.recordings.policy import INBOUND, INTERNAL, OUTBOUND, Policy, Rule

POLICY = Policy(
    {
        "record": "inbound",
        "keep": "1 month",
        "announce": True,
        "queues": {"care": {"record": "none"}, "law": {"keep": "1 year", "announce": False}},
        "seats": {"1001": {"record": "all"}, "1002": {"keep": "90 days"}},
    }
)


@pytest.mark.parametrize(
    ("of", "rule"),
    [
        ({}, Rule("inbound", True, "1 month")),
        ({"queue": "sales"}, Rule("inbound", True, "1 month")),
        ({"queue": "care"}, Rule("none", True, "1 month")),
        ({"queue": "law"}, Rule("inbound", False, "1 year")),
        ({"queue": "care", "seat": "1001"}, Rule("all", True, "1 month")),
        ({"queue": "law", "seat": "1002"}, Rule("inbound", False, "90 days")),
        ({"seat": "1003"}, Rule("inbound", True, "1 month")),
    ],
)
def test_the_most_specific_rule_wins(of: dict[str, str], rule: Rule) -> None:
    assert POLICY.rule(**of) == rule


@pytest.mark.parametrize(
    ("record", "recorded"),
    [
        ("all", {INBOUND, OUTBOUND, INTERNAL}),
        ("none", set()),
        ("inbound", {INBOUND}),
        ("outbound", {OUTBOUND}),
    ],
)
def test_what_a_rule_records_and_announces(record: str, recorded: set[str]) -> None:
    rule, ways = Rule(record, announce=True), (INBOUND, OUTBOUND, INTERNAL)
    assert {way for way in ways if rule.records(way)} == recorded
    assert {way for way in ways if rule.announces(way)} == recorded - {INTERNAL}
    assert not any(Rule(record).announces(way) for way in ways)


def test_without_a_section_nothing_is_recorded() -> None:
    assert Policy.of({}).rule(queue="sales", seat="1001") == Rule("none", False, None)


@pytest.mark.parametrize(
    ("section", "uniform"),
    [
        ({}, True),
        ({"record": "all"}, True),
        ({"record": "none", "seats": {"1001": {"keep": "1 day"}}}, True),
        ({"record": "all", "queues": {"sales": {"record": "all"}}}, True),
        ({"record": "inbound"}, False),
        ({"record": "all", "seats": {"1001": {"record": "none"}}}, False),
        ({"queues": {"sales": {"record": "all"}}}, False),
    ],
)
def test_what_needs_a_decision_during_the_call(section: dict[str, object], uniform: bool) -> None:
    assert Policy(section).uniform is uniform


def test_all_times_of_keeping() -> None:
    assert POLICY.keeps == {"1 month", "1 year", "90 days"}
