"""Work done once (contracts.md, one_off): what the contract orders, and what comes on top."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from billing.engine import OneOff
from seatyard.errors import InvalidInput

from .cases import seats
from .charged import amounts, billed, contract

PRICES: dict[str, Any] = {"installation": 1000, "training": 1000}
RATE = {"default": "0.095"}
AGREED = [
    {"item": "installation", "quantity": 2, "at": "signing"},
    {"item": "training", "at": "start"},
]


def done(day: str, item: str = "training", quantity: str = "1", id: str = "1") -> OneOff:
    return OneOff(id, date.fromisoformat(day), item, Decimal(quantity))


def test_the_contract_of_000() -> None:
    """'100×85 + 2×1000 + 1×1000 + voice bundle 10,000 = 21,500.00 before tax'"""
    bundle = {"minutes": "105263.158", "price": "0.095"}
    made = contract(
        {
            "seat_rent": {"price": {"standard": 85}, "basis": "any_day"},
            "call_charges": {"rates": {"outbound": RATE, "inbound": RATE}, "bundle": bundle},
            "one_off": {"price": PRICES, "agreed": AGREED},
            "tax": {"rate": 0.06, "included": False},
        },
        signed="2026-02-20",
    )
    bill = billed(made, "2026-03", seats=seats(100, starts="03-01"))
    assert [line.formula for line in bill.lines] == [
        "100 × 1 × 85 = 8500.00",
        "105263.158 × 0.095 = 10000.00",
        "2 × 1000 = 2000.00",
        "1 × 1000 = 1000.00",
    ]
    assert (bill.subtotal, bill.total) == (Decimal("21500.00"), Decimal("22790.00"))
    assert amounts(billed(made, "2026-04")) == []


def test_what_was_done_is_billed_in_the_month_of_its_day() -> None:
    made = contract({"one_off": {"price": PRICES}})
    facts = (done("2026-03-31"), done("2026-04-01", quantity="2.5", id="2"))
    (march,) = billed(made, "2026-03", one_offs=facts).lines
    (april,) = billed(made, "2026-04", one_offs=facts).lines
    assert (march.amount, march.description.zh) == (Decimal("1000.00"), "安装调试与培训")
    assert (april.amount, april.quantity, april.unit) == (Decimal("2500.00"), Decimal("2.5"), "item")
    assert (april.clause, april.unit_price) == ("one_off", 1000)


def test_an_item_ordered_and_done_again_is_one_line_with_both_as_evidence() -> None:
    made = contract({"one_off": {"price": PRICES, "agreed": AGREED}})
    lines = billed(made, "2026-03", one_offs=(done("2026-03-09", quantity="3"),)).lines
    assert amounts(billed(made, "2026-03", one_offs=(done("2026-03-09", quantity="3"),))) == [
        ("installation", Decimal("2000.00")),
        ("training", Decimal("4000.00")),
    ]
    assert [(e.kind, e.subject, e.quantity) for e in lines[1].evidence] == [
        ("term", "one_off.agreed[1]", 1),
        ("one_off", "1", 3),
    ]


def test_what_lies_before_the_first_day_is_billed_with_the_first_month() -> None:
    made = contract({"one_off": {"price": PRICES}}, starts="2026-03-16")
    assert billed(made, "2026-03", one_offs=(done("2025-12-01"),)).total == Decimal("1000.00")
    assert billed(made, "2026-04", one_offs=(done("2025-12-01"),)).total == 0


def test_what_lies_after_the_last_day_is_billed_with_the_last_month() -> None:
    made = contract(
        {"one_off": {"price": PRICES, "agreed": [{"item": "training", "at": "2026-09-01"}]}},
        ends="2026-04-15",
    )
    facts = (done("2026-05-02", "installation"),)
    assert billed(made, "2026-03", one_offs=facts).total == 0
    assert amounts(billed(made, "2026-04", one_offs=facts)) == [
        ("installation", Decimal("1000.00")),
        ("training", Decimal("1000.00")),
    ]


def test_after_an_early_end_what_was_done_is_owed_and_what_was_only_ordered_is_not() -> None:
    made = contract(
        {"one_off": {"price": PRICES, "agreed": [{"item": "training", "at": "2026-09-01"}]}},
        ends="2026-12-31",
        ended="2026-04-15",
    )
    facts = (done("2026-04-20", "installation"),)
    assert amounts(billed(made, "2026-04", one_offs=facts)) == [("installation", Decimal("1000.00"))]


def test_a_renewed_contract_settles_what_was_set_for_a_later_day_on_that_day() -> None:
    ordered = {"one_off": {"price": PRICES, "agreed": [{"item": "training", "at": "2026-09-01"}]}}
    made = contract(ordered | {"renewal": {"months": 12, "times": 1}}, ends="2026-06-30")
    assert billed(made, "2026-06").total == 0
    assert billed(made, "2026-09").total == Decimal("1000.00")


def test_each_follows_the_terms_of_its_day() -> None:
    changes = [{"starts": "2026-03-16", "overrides": {"one_off": {"price": {"training": 1200}}}}]
    made = contract({"one_off": {"price": PRICES, "agreed": AGREED}}, changes=changes)
    facts = (done("2026-03-15"), done("2026-03-16", id="2"))
    assert amounts(billed(made, "2026-03", one_offs=facts)) == [
        ("installation", Decimal("2000.00")),
        ("training", Decimal("2000.00")),
        ("training", Decimal("1200.00")),
    ]


def test_free_work_is_shown() -> None:
    made = contract({"one_off": {"price": {"platform": 0}, "agreed": [{"item": "platform", "at": "start"}]}})
    (line,) = billed(made, "2026-03").lines
    assert (line.formula, line.description.zh) == ("1 × 0 = 0.00", "系统平台")


def test_an_item_without_a_price_is_refused() -> None:
    made = contract({"one_off": {"price": PRICES}})
    with pytest.raises(InvalidInput) as refused:
        billed(made, "2026-03", one_offs=(done("2026-03-09", "magic"),))
    assert str(refused.value) == (
        "one_off.price: the item 'magic' has no price (allowed: installation, training)"
    )


@pytest.mark.parametrize(
    ("agreed", "line"),
    [
        (
            {"item": "magic", "at": "start"},
            "terms.one_off.agreed[0].item: 'magic' has no price (allowed: installation, training)",
        ),
        (
            {"item": "training", "at": "delivery"},
            "terms.one_off.agreed[0].at: 'delivery' is not allowed (allowed: signing, start, or a date such",
        ),
        (
            {"item": "training", "at": "2026-02-30"},
            "terms.one_off.agreed[0].at: '2026-02-30' is not allowed (allowed: a date such as 2026-03-01)",
        ),
        ({"item": "training", "at": 20260301}, "terms.one_off.agreed[0].at: 20260301 is not allowed"),
        ({"item": "training"}, "terms.one_off.agreed[0]: at is missing"),
        (
            {"item": "training", "at": "start", "quantity": -2},
            "terms.one_off.agreed[0].quantity: -2 is not allowed (allowed: a number from 0",
        ),
        (
            {"item": "training", "at": "start", "quantity": float("nan")},
            "terms.one_off.agreed[0].quantity: 'NaN' is not allowed (allowed: a number from 0",
        ),
    ],
)
def test_a_bad_order_is_one_line(agreed: dict[str, Any], line: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        contract({"one_off": {"price": PRICES, "agreed": [agreed]}})
    assert str(refused.value).startswith(line)
