"""A share of what the project brings in, and work by the piece (contracts.md, staff contracts)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from billing.engine import Items, Receipt
from seatyard.errors import InvalidInput

from .charged import amounts, billed, contract

SHARE = contract({"revenue_share": {"share": 0.35}})
PIECES = contract({"per_item": {"price": {"ticket": 3.5, "call": "0.125"}}})


def received(day: str, amount: str, id: str = "1") -> Receipt:
    return Receipt(id, date.fromisoformat(day), Decimal(amount))


def handled(day: str, count: int, item: str = "ticket", id: str = "1") -> Items:
    return Items(id, date.fromisoformat(day), item, count)


def test_a_share_of_the_months_receipts() -> None:
    facts = (
        received("2026-03-31", "1000.01", "b"),
        received("2026-03-01", "2000", "a"),
        received("2026-04-01", "7", "c"),
    )
    (line,) = billed(SHARE, "2026-03", receipts=facts).lines
    assert line.formula == "0.35 × 3000.01 = 1050.00"
    assert (line.quantity, line.unit, line.unit_price) == (
        Decimal("0.35"),
        "receipts",
        Decimal("3000.01"),
    )
    assert (line.clause, line.description.zh, line.description.en) == (
        "revenue_share",
        "项目收入分成",
        "Share of the project's receipts",
    )
    assert [(e.kind, e.subject, e.quantity) for e in line.evidence] == [
        ("receipt", "a", 2000),
        ("receipt", "b", Decimal("1000.01")),
    ]
    assert billed(SHARE, "2026-04", receipts=facts).total == Decimal("2.45")
    assert billed(SHARE, "2026-05", receipts=facts).lines == ()


def test_the_share_is_rounded_once_not_for_each_receipt() -> None:
    facts = tuple(received("2026-03-09", "0.01", str(number)) for number in range(100))
    assert billed(SHARE, "2026-03", receipts=facts).total == Decimal("0.35")


def test_what_was_paid_back_comes_off() -> None:
    facts = (received("2026-03-09", "100", "a"), received("2026-03-10", "-300", "b"))
    (line,) = billed(SHARE, "2026-03", receipts=facts).lines
    assert line.formula == "0.35 × -200 = -70.00"


def test_a_receipt_follows_the_share_of_its_day() -> None:
    changes = [{"starts": "2026-03-16", "overrides": {"revenue_share": {"share": 0.4}}}]
    made = contract({"revenue_share": {"share": 0.35}}, changes=changes)
    facts = (received("2026-03-15", "100", "a"), received("2026-03-16", "100", "b"))
    assert [line.amount for line in billed(made, "2026-03", receipts=facts).lines] == [35, 40]


def test_receipts_outside_the_term_are_nobodys() -> None:
    made = contract({"revenue_share": {"share": 1}}, starts="2026-03-10", ends="2026-03-20")
    facts = tuple(received(f"2026-03-{day}", "1", str(day)) for day in ("09", 10, 20, 21))
    assert billed(made, "2026-03", receipts=facts).total == 2


def test_items_at_their_price() -> None:
    facts = (handled("2026-03-31", 13, id="b"), handled("2026-03-01", 7, id="a"), handled("2026-04-01", 1))
    (line,) = billed(PIECES, "2026-03", items=facts).lines
    assert (line.formula, line.explained.zh) == ("20 × 3.5 = 70.00", "20 件 × 3.50 = 70.00")
    assert (line.description.zh, line.description.en) == ("工单处理费", "Tickets handled")
    assert (line.clause, line.unit, line.item) == ("per_item", "item", "ticket")
    assert [(e.kind, e.subject, e.quantity) for e in line.evidence] == [("item", "a", 7), ("item", "b", 13)]


def test_a_line_for_each_sort_of_item() -> None:
    facts = (handled("2026-03-01", 2), handled("2026-03-02", 1, "call", "2"))
    assert amounts(billed(PIECES, "2026-03", items=facts)) == [
        ("call", Decimal("0.13")),
        ("ticket", Decimal("7.00")),
    ]


def test_an_item_without_a_price_is_refused() -> None:
    with pytest.raises(InvalidInput) as refused:
        billed(PIECES, "2026-03", items=(handled("2026-03-01", 2, "magic"),))
    assert str(refused.value) == "per_item.price: the item 'magic' has no price (allowed: call, ticket)"
