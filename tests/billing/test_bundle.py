"""Minutes paid for ahead (contracts.md, call_charges; 000)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from billing.engine import Bill, Call, Facts, Issued, Month, Text, bill
from billing.engine.facts import in_order
from seatyard.errors import InvalidInput

from .cases import SHANGHAI, agreement, at

OF_000 = {"minutes": "105263.158", "price": "0.095"}


def months(bundle: dict[str, Any], *calls: Call, **others: Any) -> list[Bill]:
    """January to March of a contract from New Year on, at 1.00 a minute."""
    rates = {"outbound": {"default": 1}, "inbound": {"default": 2}}
    document = {"call_charges": {"rates": rates, "bundle": bundle, **others}}
    contract = agreement(document, date(2026, 1, 1))
    issued: list[Issued] = []
    for number in (1, 2, 3):
        month = Month(2026, number, SHANGHAI)
        issued.append(Issued(month.name, bill(contract, Facts(calls=in_order(calls)), month, tuple(issued))))
    return [one.bill for one in issued]


def call(id: str, starts: str, seconds: float, direction: str = "outbound") -> Call:
    return Call(id, direction, "+861", at(starts), round(seconds * 1_000_000))


def told(made: Bill) -> list[tuple[str, Decimal, Decimal]]:
    return [(line.item, line.quantity, line.amount) for line in made.lines]


def test_000_105263_minutes_are_10000() -> None:
    """'105,263.158 minutes at 0.095 = **10,000.00**', on the invoice of the first month, and no other"""
    january, february, _ = months(OF_000)
    assert told(january) == [("bundle", Decimal("105263.158"), Decimal("10000.00"))]
    assert january.lines[0].formula == "105263.158 × 0.095 = 10000.00"
    assert told(february) == []


def test_what_is_bought_is_said_in_minutes() -> None:
    bought = months(OF_000)[0].lines[0]
    assert (bought.description, bought.unit) == (Text("预付通话分钟", "Minutes paid for ahead"), "minute")
    assert bought.explained.en == "105,263.158 minutes × 0.095 = 10,000.00"


@pytest.mark.parametrize(("increment", "minutes"), [("60/60", "2"), ("6/6", "1.1")])
def test_a_call_of_61_seconds_draws(increment: str, minutes: str) -> None:
    """'a call of 61 s at 60/60 draws 2 minutes; at 6/6, 1.1 minutes', at no price"""
    january, *_ = months(OF_000, call("c", "01-10", 61), increment=increment)
    drawn = january.lines[1]
    assert (drawn.item, drawn.quantity, drawn.amount) == ("bundle_draw", Decimal(minutes), Decimal("0.00"))
    assert [(at, e.subject, e.quantity) for at, e in january.evidence()] == [(2, "c", Decimal(minutes))]


def test_the_call_in_which_it_runs_out_is_drawn_in_part() -> None:
    bundle = {"minutes": "2.5", "price": 1}
    january, *_ = months(bundle, call("a", "01-10", 120), call("b", "01-11", 60), call("c", "01-12", 60))
    assert told(january)[1:] == [
        ("bundle_draw", Decimal("2.5"), Decimal("0.00")),
        ("", Decimal("1.5"), Decimal("1.50")),
    ]
    assert [(at, e.subject, str(e.quantity)) for at, e in january.evidence()] == [
        (2, "a", "2"),
        (2, "b", "0.5"),
        (3, "b", "0.5"),
        (3, "c", "1"),
    ]


def test_it_is_drawn_from_across_months() -> None:
    """What earlier bills drew is gone; thirds of minutes leave no trace of rounding."""
    made = months(
        {"minutes": 1, "price": 1},
        *(call(f"{month}", f"0{month}-10", 20) for month in (1, 2)),
        call("3", "03-10", 21),
        increment="1/1",
    )
    assert [told(one)[-1] for one in made] == [
        ("bundle_draw", Decimal("0.333333333333"), Decimal("0.00")),
        ("bundle_draw", Decimal("0.333333333333"), Decimal("0.00")),
        ("", Decimal("0.016666666667"), Decimal("0.02")),
    ]


def test_used_up_in_a_fraction_of_a_second_it_stays_used_up() -> None:
    made = months({"minutes": "0.158", "price": 1}, call("a", "01-10", 60), call("b", "02-10", 60))
    assert told(made[0])[1:] == [
        ("bundle_draw", Decimal("0.158"), Decimal("0.00")),
        ("", Decimal("0.842"), Decimal("0.84")),
    ]
    assert told(made[1]) == [("", Decimal(1), Decimal("1.00"))]


def test_which_directions_draw() -> None:
    both = call("in", "01-10", 60, "inbound"), call("out", "01-11", 60)
    outbound, *_ = months({"minutes": 10, "price": 0}, *both)
    assert [line.description.en for line in outbound.lines[1:]] == [
        "Calls drawn from minutes paid for ahead",
        "Inbound calls",
    ]
    inbound, *_ = months({"minutes": 10, "price": 0, "directions": ["inbound"]}, *both)
    assert [line.description.en for line in inbound.lines[2:]] == ["Outbound calls"]
    all_of_them, *_ = months({"minutes": 10, "price": 0, "directions": ["outbound", "inbound"]}, *both)
    assert told(all_of_them)[1:] == [("bundle_draw", Decimal(2), Decimal("0.00"))]


def test_bought_on_a_later_day() -> None:
    """Calls from its first instant on draw; those before are charged."""
    bundle = {"minutes": 10, "price": 1, "bought": "2026-02-10"}
    january, february, march = months(
        bundle,
        call("a", "01-10", 60),
        call("b", "02-09T23:59:59", 60),
        call("c", "02-10", 60),
        call("d", "03-01", 60),
    )
    assert told(january) == [("", Decimal(1), Decimal("1.00"))]
    assert told(february) == [
        ("bundle", Decimal(10), Decimal("10.00")),
        ("bundle_draw", Decimal(1), Decimal("0.00")),
        ("", Decimal(1), Decimal("1.00")),
    ]
    assert told(march) == [("bundle_draw", Decimal(1), Decimal("0.00"))]


@pytest.mark.parametrize(
    ("bundle", "message"),
    [
        ({"minutes": 1}, "bundle: price is missing"),
        ({"minutes": -1, "price": 1}, "call_charges.bundle.minutes: -1 is not allowed"),
        ({"minutes": float("nan"), "price": 1}, "call_charges.bundle.minutes: 'NaN' is not allowed"),
        ({"minutes": 1, "price": float("inf")}, "call_charges.bundle.price: 'Infinity' is not allowed"),
        ({"minutes": 1, "price": 1, "directions": ["up"]}, "call_charges.bundle.directions[0]: 'up' is not"),
        ({"minutes": 1, "price": 1, "bought": "2026-02-30"}, "bundle.bought: '2026-02-30' is not allowed"),
        (
            {"minutes": 1, "price": 1, "bought": "2025-12-31"},
            "bundle.bought: 2025-12-31 is before the contract (allowed: from 2026-01-01)",
        ),
    ],
)
def test_what_is_not_allowed(bundle: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        months(bundle)
    assert message in str(refused.value)
    assert "\n" not in str(refused.value)
