"""Terms by date of effect: what is signed in March applies from its date, a past month on its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billing import terms
from billing.engine import Agreement, Bill, Call, Facts, Month, SeatInterval, Term, bill
from seatyard.errors import InvalidInput

from .cases import MARCH, SHANGHAI, at
from .test_properties import contracts, facts

APRIL = Month(2026, 4, SHANGHAI)
BASE: dict[str, Any] = {
    "seat_rent": {"price": {"standard": 2000}, "basis": "cutoff"},
    "call_charges": {
        "rates": {"outbound": {"default": "0.1"}, "inbound": {"default": 0}},
        "increment": "60/60",
    },
}
SEAT = SeatInterval("i1", "s1", "standard", at("01-01"), None)


def contract(*changes: dict[str, Any], ends: date | None = date(2026, 12, 31)) -> Agreement:
    first = terms.parse(BASE)
    term = Term(date(2025, 12, 1), date(2026, 1, 1), ends, ends, first.zone)
    return terms.dated(first, BASE, term, list(changes), "contract.changes")


def change(starts: str, **overrides: Any) -> dict[str, Any]:
    return {"starts": starts, "overrides": overrides}


def price(amount: int) -> dict[str, Any]:
    return {"price": {"standard": amount}}


def amounts(made: Bill) -> list[tuple[str, Decimal]]:
    return [(line.clause, line.amount) for line in made.lines]


def call(id: str, starts: str) -> Call:
    return Call(id, "outbound", "+8613800138000", at(starts), 60_000_000)


def test_a_price_from_april_leaves_march_as_it_was() -> None:
    changed = contract(change("2026-04-01", seat_rent=price(1700)))
    assert bill(changed, Facts(seats=(SEAT,)), MARCH) == bill(contract(), Facts(seats=(SEAT,)), MARCH)
    assert amounts(bill(changed, Facts(seats=(SEAT,)), APRIL)) == [("seat_rent", Decimal("1700.00"))]


def test_a_change_is_merged_over_what_held_before_it() -> None:
    changed = contract(
        change("2026-03-01", seat_rent=price(1700)),
        change("2026-04-01", seat_rent={"price": {"provincial": 3000}}),
    )
    more = replace(SEAT, id="i2", seat="s2", type="provincial", starts=at("04-02"))
    assert amounts(bill(changed, Facts(seats=(SEAT, more)), APRIL)) == [
        ("seat_rent", Decimal("3000.00")),
        ("seat_rent", Decimal("1700.00")),
    ]


def test_calls_change_on_the_day() -> None:
    rates = {"rates": {"outbound": {"default": "0.25"}}}
    changed = contract(change("2026-03-16", call_charges=rates))
    calls = (call("c1", "03-15T23:59:59"), call("c2", "03-16"))
    assert amounts(bill(changed, Facts(calls=calls), MARCH)) == [
        ("call_charges", Decimal("0.10")),
        ("call_charges", Decimal("0.25")),
    ]


def test_a_bundle_that_a_change_brings_is_sold_on_its_day() -> None:
    bundle = {"minutes": 10, "price": "0.05", "bought": "2026-03-16"}
    changed = contract(change("2026-03-16", call_charges={"bundle": bundle}))
    calls = (call("c1", "03-15T23:59:59"), call("c2", "03-16"))
    assert amounts(bill(changed, Facts(calls=calls), MARCH)) == [
        ("call_charges", Decimal("0.10")),
        ("call_charges", Decimal("0.50")),
        ("call_charges", Decimal("0.00")),
    ]


def test_a_clause_may_come_and_go() -> None:
    changed = contract(
        change("2026-03-01", tax={"rate": "0.06", "included": False}),
        change("2026-04-01", tax=None, call_charges=None),
    )
    facts = Facts(seats=(SEAT,), calls=(call("c1", "04-02"),))
    assert bill(changed, facts, MARCH).tax == Decimal("120.00")
    assert (bill(changed, facts, APRIL).tax, len(bill(changed, facts, APRIL).lines)) == (0, 1)


def test_the_day_of_payment_changes_with_the_month_that_it_lies_in() -> None:
    changed = contract(change("2026-04-01", payment={"due_day": 25}))
    assert bill(changed, Facts(), MARCH).due == date(2026, 4, 25)
    assert bill(contract(), Facts(), MARCH).due == date(2026, 4, 10)


@settings(deadline=None, max_examples=40)
@given(contracts(), facts, st.integers(2, 31))
def test_a_change_that_changes_nothing_changes_nothing(agreement: Agreement, facts: Facts, day: int) -> None:
    """Wherever it falls in the month: no line is split, none lost."""
    (version,) = agreement.versions
    if date(2026, 3, day) <= agreement.term.starts:
        return
    same = replace(version, starts=date(2026, 3, day))
    changed = replace(agreement, versions=(version, same))
    assert bill(changed, facts, MARCH) == bill(agreement, facts, MARCH)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            [change("2026-01-01")],
            "contract.changes[0].starts: 2026-01-01 is not after the contract's start (allowed: after",
        ),
        (
            [change("2026-04-01"), change("2026-04-01")],
            "contract.changes[1].starts: 2026-04-01 is not after the change before it (allowed: after 20",
        ),
        (
            [change("2026-05-01"), change("2026-04-01")],
            "contract.changes[1].starts: 2026-04-01 is not after the change before it (allowed: after 20",
        ),
        (
            [change("2027-01-01")],
            "contract.changes[0].starts: 2027-01-01 is after the contract's end (allowed: up to 2026-12-31)",
        ),
        (
            [change("2026-03-16", seat_rent=price(1700))],
            "contract.changes[0].starts: seat_rent settles whole months, and 2026-03-16 lies within one (all",
        ),
        (
            [change("2026-03-02", staff={"price": {"agent": 1}, "basis": "daily"})],
            "contract.changes[0].starts: staff settles whole months, and 2026-03-02 lies within one (allowed",
        ),
        (
            [change("2026-03-16", call_charges={"bundle": {"minutes": 10, "price": 1}})],
            "contract.changes[0].overrides.call_charges.bundle: bought is missing (allowed: the day on which",
        ),
        (
            [change("2026-04-01", currency="USD")],
            "contract.changes[0].overrides.currency: cannot change within a contract (allowed: a new",
        ),
        (
            [change("2026-04-01", seat_rent={"basis": "weekly"})],
            "contract.changes[0].overrides.seat_rent.basis: 'weekly' is not allowed (allowed: cutoff",
        ),
    ],
)
def test_what_is_no_change(changes: list[dict[str, Any]], message: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        contract(*changes)
    assert message in str(refused.value)


def test_an_open_contract_may_change_at_any_time() -> None:
    assert len(contract(change("2031-07-01", seat_rent=price(1)), ends=None).versions) == 2
