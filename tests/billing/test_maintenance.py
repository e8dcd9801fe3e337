"""Planned work (contracts.md, maintenance; 001:A8, 002:B6)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from billing.engine import Outage

from .cases import amount, lease, march, outage, seats

ALLOWED = {"maintenance": {"days": 2}}


def work(starts: str, ends: str | None, *, announced: bool = True, seats: set[str] | None = None) -> Outage:
    return replace(outage(starts, ends, cause="planned", seats=seats), announced=announced)


def credit(*facts: object, **parameters: object) -> Decimal:
    contract = lease({"maintenance": {"days": 2, **parameters}})
    return amount(march(contract, *facts), "outage_credit")


@pytest.mark.parametrize(
    ("ends", "expected"),
    [("03-06T10:00", "0"), ("03-07T10:00", "0"), ("03-07T10:01", "-66.67"), ("03-08T10:01", "-133.33")],
)
def test_what_runs_past_two_days_is_a_fault(ends: str, expected: str) -> None:
    """'two days a month may be announced as maintenance; announced ahead it's no fault; what runs past
    the allowance is'"""
    assert credit(seats(1), work("03-05T10:00", ends)) == Decimal(expected)


def test_the_allowance_is_used_up_in_order_of_time() -> None:
    works = (work("03-20", "03-21"), work("03-05", "03-06T12:00"), work("03-25", "03-26"))
    assert credit(seats(1), works) == Decimal("-133.33"), (
        "half of the second, and the third: a day begun each"
    )


def test_work_on_several_seats_at_once_uses_it_once() -> None:
    works = (work("03-05", "03-07", seats={"s1"}), work("03-05", "03-07", seats={"s2"}))
    assert credit(seats(2), works) == 0


def test_each_month_has_an_allowance_of_its_own() -> None:
    assert credit(seats(1), work("02-20", "03-03")) == 0
    assert credit(seats(1), work("03-30", "04-05")) == 0
    assert credit(seats(1), work("03-29", "04-05")) == Decimal("-66.67")


def test_what_the_next_month_allows_lengthens_no_fault() -> None:
    """Two hours past March's allowance are mended within four, though the work goes on in April."""
    overrun = work("03-29T22:00", "04-02T00:00")
    assert credit(seats(1), overrun) == Decimal("-66.67")
    mended = lease({**ALLOWED, "outage_credit": {"restore_within": "4 hours"}})
    assert amount(march(mended, seats(1), overrun), "outage_credit") == 0


def test_unannounced_work_is_a_fault_with_or_without_the_clause() -> None:
    """'unannounced planned work is a fault'"""
    secret = work("03-05T10:00", "03-05T11:00", announced=False)
    assert credit(seats(1), secret) == Decimal("-66.67")
    assert amount(march(lease(), seats(1), secret), "outage_credit") == Decimal("-66.67")


def test_unannounced_work_uses_no_allowance() -> None:
    assert credit(seats(1), work("03-05", "03-07", announced=False), work("03-10", "03-12")) == Decimal(
        "-133.33"
    )


def test_without_the_clause_announced_work_is_no_fault_however_long() -> None:
    """002:B6"""
    assert amount(march(lease({"maintenance": None}), seats(1), work("03-05", "03-25")), "outage_credit") == 0


def test_the_allowance_may_be_local_days() -> None:
    three = tuple(work(f"03-{day}T02:00", f"03-{day}T03:00") for day in ("05", "06", "07"))
    assert credit(seats(1), three) == 0
    assert credit(seats(1), three[:2], counted="days") == 0
    assert credit(seats(1), three, counted="days") == Decimal("-66.67")
    assert credit(seats(1), work("03-05T22:00", "03-07T01:00"), counted="days") == Decimal("-66.67")


def test_work_past_the_allowance_lowers_availability() -> None:
    contract = lease({**ALLOWED, "outage_credit": None, "uptime_sla": {"points": "whole"}})
    made = march(contract, seats(1), work("03-05", "03-09"))
    assert amount(made, "uptime_sla") == Decimal("-80.00"), "two of 31 days: 93.5 %, four whole points"


def test_its_evidence_is_the_work_once_with_the_minutes_past_the_allowance() -> None:
    mine, other = work("03-05", "03-08"), work("03-06", "03-06T01:00")
    made = march(lease(ALLOWED), seats(1), mine, other)
    outages = [(one.subject, one.quantity) for one in made.lines[-1].evidence if one.kind == "outage"]
    assert outages == [(mine.id, Decimal(24 * 60))]


def test_no_allowance_at_all() -> None:
    assert credit(seats(1), work("03-05T10:00", "03-05T11:00"), days=0) == Decimal("-66.67")
