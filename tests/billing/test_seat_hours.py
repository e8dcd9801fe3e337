"""Seats by the hour signed in (contracts.md, seat_rent, ``seat_hour``), and minimum seats of every basis."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest

from billing.clauses.seat_rent import SeatRent
from billing.engine import Case, Facts, Month, SignIn
from seatyard.errors import InvalidInput

from .cases import at, outage, seats
from .charged import billed, contract


def signed_in(seat: str, starts: str, ends: str | None, type: str = "standard", id: str = "") -> SignIn:
    return SignIn(id or f"{seat}:{starts}", seat, type, at(starts), at(ends) if ends else None)


def by_the_hour(price: dict[str, Any] | None = None, **others: Any) -> Any:
    terms = {"price": price or {"standard": 1.5}, "basis": "seat_hour"} | others.pop("rent", {})
    return contract({"seat_rent": terms} | others.pop("also", {}), **others)


def test_seconds_signed_in_by_3600() -> None:
    """'price is per hour: seconds signed in / 3600'"""
    facts = (
        signed_in("1", "03-02T09:00", "03-02T17:30"),
        signed_in("2", "03-02T09:00", "03-02T09:00:01"),
    )
    (line,) = billed(by_the_hour(), "2026-03", sign_ins=facts).lines
    assert line.formula == "30601 / 3600 × 1.5 = 12.75"
    assert line.explained.zh == "30,601 秒 / 3,600 × 1.50 = 12.75"
    assert (line.unit, line.unit_price) == ("seat_hour", Decimal("1.5"))
    assert [(e.kind, e.subject, e.quantity) for e in line.evidence] == [
        ("sign_in", "1:03-02T09:00", Decimal("8.5")),
        ("sign_in", "2:03-02T09:00", Decimal("0.000277777778")),
    ]


def test_a_moment_of_two_sign_ins_of_one_seat_counts_once() -> None:
    facts = (
        signed_in("1", "03-02T09:00", "03-02T12:00", id="a"),
        signed_in("1", "03-02T11:00", "03-02T13:00", id="b"),
        signed_in("1", "03-02T09:30", "03-02T10:00", id="c"),
        signed_in("2", "03-02T09:00", "03-02T10:00", id="d"),
    )
    (line,) = billed(by_the_hour(), "2026-03", sign_ins=facts).lines
    assert line.quantity == 5
    assert {e.subject: e.quantity for e in line.evidence} == {"a": 3, "b": 1, "c": 0, "d": 1}


def test_a_moment_of_two_types_is_the_dearers() -> None:
    facts = (
        signed_in("1", "03-02T09:00", "03-02T12:00", "inbound"),
        signed_in("1", "03-02T11:00", "03-02T13:00", "bidirectional"),
    )
    made = billed(by_the_hour({"inbound": 1, "bidirectional": 10}), "2026-03", sign_ins=facts)
    assert [line.formula for line in made.lines] == ["7200 / 3600 × 10 = 20.00", "7200 / 3600 × 1 = 2.00"]


def test_it_is_cut_at_local_midnight_of_the_month_and_of_the_term() -> None:
    facts = (signed_in("1", "02-28T22:00", "03-01T02:00"), signed_in("1", "03-31T20:00", "04-01T08:00"))
    made = by_the_hour(starts="2026-02-01")
    hours = [
        sum(one.quantity for one in billed(made, m, sign_ins=facts).lines) for m in ("2026-02", "2026-03")
    ]
    assert hours == [2, 6]
    ending = by_the_hour(starts="2026-03-31", ends="2026-03-31")
    assert billed(ending, "2026-03", sign_ins=facts).lines[0].quantity == 4


def test_a_seat_still_signed_in_counts_to_the_months_end() -> None:
    (line,) = billed(by_the_hour(), "2026-03", sign_ins=(signed_in("1", "03-31T12:00", None),)).lines
    assert line.quantity == 12


def test_split_sign_ins_change_nothing_but_the_evidence() -> None:
    start = at("03-02T09:00")
    cuts = [start + timedelta(seconds=seconds) for seconds in (0, 1, 61, 4000, 4000.000001)]
    parts = tuple(SignIn(str(n), "1", "standard", a, b) for n, (a, b) in enumerate(pairwise(cuts)))
    whole = (SignIn("w", "1", "standard", cuts[0], cuts[-1]),)
    made = [billed(by_the_hour(), "2026-03", sign_ins=facts).lines[0] for facts in (parts, whole)]
    assert made[0].formula == made[1].formula == "4000.000001 / 3600 × 1.5 = 1.67"


def test_a_fault_credits_what_the_hours_cost() -> None:
    made = by_the_hour(also={"outage_credit": {}})
    facts = (signed_in("s1", "03-02T09:00", "03-02T19:00"),)
    fault = (outage("03-05", "03-20T01:00"),)
    bill = billed(made, "2026-03", seats=seats(2, starts="03-01"), sign_ins=facts, outages=fault)
    assert [line.amount for line in bill.lines] == [Decimal("15.00"), Decimal("-15.00")]


def test_a_sign_in_of_a_type_without_a_price_is_refused() -> None:
    with pytest.raises(InvalidInput, match="seat 1 is of type 'gold', which has no price"):
        billed(by_the_hour(), "2026-03", sign_ins=(signed_in("1", "03-02", "03-03", "gold"),))


def least(basis: str, count: Any, **others: Any) -> Any:
    rent = {"price": {"standard": 100}, "basis": basis, "minimum_seats": count}
    return contract({"seat_rent": rent}, **others)


@pytest.mark.parametrize(
    ("basis", "formula"),
    [
        ("cutoff", "(10 × 0.7 - 0.7) × 100 = 630.00"),
        ("any_day", "(10 - 1) × 100 = 900.00"),
        ("daily", "(10 × 10 / 31 - 10/31) × 100 = 290.32"),
        ("per_day", "(10 × 10 - 10) × 100 = 9000.00"),
    ],
)
def test_the_minimum_is_so_many_seats_for_as_long_as_the_contract_covers_the_month(
    basis: str, formula: str
) -> None:
    made = least(basis, 10, starts="2026-03-06", ends="2026-03-15")
    _, missing = billed(made, "2026-03", seats=seats(1, starts="03-01")).lines
    assert missing.formula == formula
    assert missing.description.en == "Up to the minimum of 10 seats"
    assert (missing.clause, missing.unit.startswith("seat_")) == ("seat_rent", True)
    if basis == "any_day":
        assert missing.explained.en == "(10 seats - 1 seat) × 100.00 = 900.00"


def test_the_minimum_by_the_hour_counts_hours_of_a_month() -> None:
    facts = (signed_in("1", "03-02T00:00", "03-06T04:00"),)
    made = by_the_hour(rent={"minimum_seats": 40, "month_hours": 160})
    _, missing = billed(made, "2026-03", sign_ins=facts).lines
    assert missing.formula == "(40 × 160 - 100) × 1.5 = 9450.00"
    assert missing.explained.en == "(40 seats × 160 hours - 100 hours) × 1.50 = 9,450.00"
    part = by_the_hour(rent={"minimum_seats": 31}, ends="2026-03-10")
    (only,) = billed(part, "2026-03").lines
    assert only.formula == "(31 × 174 × 10 / 31 - 0) × 1.5 = 2610.00"
    assert only.explained.zh == "(31 席 × 174 小时 × 10 天 / 31 - 0 小时) × 1.50 = 2,610.00"


def test_not_below_the_first_headcount() -> None:
    """000: '外包人数不低于首次外包人数'"""
    made = least("any_day", "first", starts="2026-03-06")
    facts = (
        *seats(2, starts="03-06T08:00", ends="03-07"),
        *seats(1, starts="03-01", ends="03-06", first=3),
        *seats(1, starts="03-06T23:59:59", first=4),
        *seats(5, starts="03-07", ends="04-01", first=5),
    )
    assert len(billed(made, "2026-03", seats=facts).lines) == 1
    _, missing = billed(made, "2026-04", seats=facts).lines
    assert missing.formula == "(3 - 1) × 100 = 200.00"


def test_the_first_headcount_is_that_of_the_first_day_with_any_and_counts_from_it() -> None:
    facts = (*seats(3, starts="03-20", ends="03-25"), *seats(1, starts="03-21", first=4))
    _, missing = billed(least("daily", "first"), "2026-03", seats=facts).lines
    assert missing.formula == "(3 × 12 / 31 - 26/31) × 100 = 32.26"
    assert billed(least("daily", "first"), "2026-03", seats=seats(3, starts="04-01")).lines == ()
    hours = by_the_hour(rent={"minimum_seats": "first"})
    (only,) = billed(hours, "2026-03", seats=facts).lines
    assert only.formula == "(3 × 174 × 12 / 31 - 0) × 1.5 = 303.10"


@pytest.mark.parametrize(
    ("count", "line"),
    [
        (
            -1,
            "terms.seat_rent.minimum_seats: -1 is not allowed (allowed: a whole number from 0 to 10",
        ),
        (
            1.5,
            "terms.seat_rent.minimum_seats: '1.5' is not allowed (allowed: a whole number from 0 to 10",
        ),
        ("second", "terms.seat_rent.minimum_seats: 'second' is not allowed (allowed: a whole number from 0"),
    ],
)
def test_a_bad_minimum_is_one_line(count: Any, line: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        least("any_day", count)
    assert str(refused.value).startswith(line)


@pytest.mark.parametrize(
    ("basis", "monthly", "charged"),
    [("any_day", 60, 60), ("daily", 60, 20), ("per_day", 60 * 30, 60 * 10 + 20 * 1), ("seat_hour", 70, 70)],
)
def test_what_credits_are_measured_by(basis: str, monthly: int, charged: int) -> None:
    """The whole month of the dearest type that the seat held; by the hour, what it is charged."""
    made = contract({"seat_rent": {"price": {"inbound": 20, "bidirectional": 60}, "basis": basis}})
    facts = Facts(
        seats=(
            *seats(1, type="bidirectional", starts="03-01", ends="03-11"),
            *seats(
                1, type="inbound", starts="03-11", ends="03-12" if basis == "per_day" else "03-11T00:00:01"
            ),
        ),
        sign_ins=(
            signed_in("s1", "03-02T09:00", "03-02T10:00", "bidirectional"),
            signed_in("s1", "03-03T09:00", "03-03T09:30", "inbound"),
        ),
    )
    month = Month(2026, 3, made.zone)
    case = Case(made.term, month, month.span, None, facts, (), made.currency.minor_unit)
    (clause,) = made.versions[0].clauses
    (rent,) = clause.settle(case).rents
    assert (rent.seat, rent.type, rent.monthly) == ("s1", "bidirectional", monthly)
    if basis != "daily":
        assert rent.charged == charged


def test_a_months_rent_for_penalties() -> None:
    """Of a seat that is there the whole month; by the hour, of ``month_hours``."""
    for basis, rent in (("any_day", 2), ("per_day", 60), ("seat_hour", 348)):
        made = contract({"seat_rent": {"price": {"standard": 2}, "basis": basis}})
        (clause,) = made.versions[0].clauses
        assert isinstance(clause, SeatRent)
        assert clause.monthly("standard") == rent


def test_time_of_which_nobody_knows_is_named_and_not_charged() -> None:
    facts = (signed_in("1", "03-02T09:00", "03-02T17:00"), signed_in("2", "03-02T09:00", "03-02T10:00"))
    unheard = (
        signed_in("1", "03-03T09:00", "03-03T10:30", id="gap-1"),
        signed_in("3", "02-28T09:00", "03-01T00:15", id="gap-3"),
        signed_in("3", "02-27T09:00", "02-28T00:15", id="before"),
    )
    bill = billed(by_the_hour(starts="2026-02-01"), "2026-03", sign_ins=facts, unheard=unheard)
    (line,) = bill.lines
    assert (line.quantity, line.amount) == (9, Decimal("13.50"))
    named = {one.subject: one.quantity for one in line.evidence if one.kind == "unheard"}
    assert named == {"gap-1": 0, "gap-3": 0}
    (notice,) = bill.notices
    assert (notice.kind, notice.clause) == ("sign_in_unknown", "seat_rent")
    assert notice.text.en.startswith("Not known whether seats were signed in: 1.75 seat-hours, seats: 2 (")
    assert "1.75 席·小时，涉及 2 席" in notice.text.zh


def test_a_seat_of_which_nothing_else_is_known_makes_a_notice_and_no_line() -> None:
    unheard = (signed_in("1", "03-03T09:00", "03-03T10:00"), signed_in("1", "03-03T09:30", "03-03T10:30"))
    bill = billed(by_the_hour(), "2026-03", unheard=unheard)
    assert bill.lines == ()
    assert "1.50 seat-hours, seats: 1" in bill.notices[0].text.en


def test_unknown_time_is_named_on_the_line_of_its_type() -> None:
    facts = (
        signed_in("1", "03-02T09:00", "03-02T10:00", "b"),
        signed_in("2", "03-02T09:00", "03-02T10:00", "a"),
    )
    unheard = (signed_in("1", "03-03T09:00", "03-03T10:00", "b", id="gap"),)
    lines = billed(by_the_hour({"a": 1, "b": 2}), "2026-03", sign_ins=facts, unheard=unheard).lines
    kinds = [[one.kind for one in line.evidence] for line in lines]
    assert sorted(kinds) == [["sign_in"], ["sign_in", "unheard"]]
    assert kinds[[line.unit_price for line in lines].index(Decimal(2))] == ["sign_in", "unheard"]


def test_nobody_asks_for_sign_ins_where_rent_is_by_the_month() -> None:
    made = contract({"seat_rent": {"price": {"standard": 1}, "basis": "any_day"}})
    bill = billed(made, "2026-03", seats=seats(1), unheard=(signed_in("1", "03-03T09:00", "03-03T10:00"),))
    assert bill.notices == ()
