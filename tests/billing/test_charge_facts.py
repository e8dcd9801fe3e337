"""The facts that charges count, as documents state them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from billing.cases import facts as readers
from billing.engine import Facts
from seatyard import documents
from seatyard.errors import InvalidInput

from .cases import agreement, at

CONTRACT = agreement(
    {
        "seat_rent": {"price": {"standard": "1.5"}, "basis": "any_day"},
        "line_rent": {"price": {"leased": 300}},
        "staff": {"price": {"agent": 5000, "manager": 8000}, "basis": "daily"},
        "one_off": {"price": {"installation": 1000, "training": 1000}},
        "instalments": {
            "total": 100,
            "parts": [{"share": 0.3, "at": "signing"}, {"share": 0.7, "at": "delivery", "after_days": 14}],
        },
        "per_item": {"price": {"order": 3}},
        "revenue_share": {"share": 0.4},
    }
)


def read(**kinds: list[dict[str, Any]]) -> Facts:
    documents.check(kinds, readers.SCHEMA, at="facts")
    return readers.read(kinds, CONTRACT)


def test_each_kind_becomes_its_facts() -> None:
    found = read(
        lines=[{"at": "2026-03-01", "add": 2, "type": "leased"}],
        staff=[{"at": "2026-03-01", "add": 1, "role": "agent"}],
        sign_ins=[{"seat": "1", "type": "standard", "from": "2026-03-02T09:00", "to": "2026-03-02T18:00"}],
        one_offs=[{"at": "2026-03-01", "item": "installation", "quantity": 2}],
        milestones=[{"at": "2026-03-09", "event": "delivery"}],
        hours=[{"at": "2026-03-08", "role": "agent", "hours": 7.5, "people": 2, "kind": "overtime"}],
        receipts=[{"at": "2026-03-01", "amount": 1000.5}, {"at": "2026-03-02", "refund": "0.5"}],
        items=[{"at": "2026-03-01", "item": "order", "count": 12}],
    )
    assert [one.id for one in found.lines] == ["1", "2"]
    assert [(one.type, one.starts, one.ends) for one in found.staff] == [("agent", at("03-01"), None)]
    (signed,) = found.sign_ins
    assert (signed.seat, signed.starts, signed.ends) == ("1", at("03-02T09:00"), at("03-02T18:00"))
    assert [(one.on, one.item, one.quantity) for one in found.one_offs] == [
        (date(2026, 3, 1), "installation", 2)
    ]
    assert [(one.on, one.event) for one in found.milestones] == [(date(2026, 3, 9), "delivery")]
    assert [(one.hours, one.kind, one.passed) for one in found.hours] == [(15, "overtime", True)]
    assert [one.amount for one in found.receipts] == [Decimal("1000.5"), Decimal("-0.5")]
    assert [(one.item, one.count) for one in found.items] == [("order", 12)]


def test_a_day_is_the_contracts_own() -> None:
    (done,) = read(one_offs=[{"at": "2026-03-31T20:00Z", "item": "training"}]).one_offs
    assert (done.on, done.quantity) == (date(2026, 4, 1), 1)


OVERTIME = {"at": "2026-03-08", "role": "agent", "hours": 8, "kind": "overtime"}
SIGN_IN = {"seat": "1", "type": "standard", "from": "2026-03-02T09:00", "to": "2026-03-02T18:00"}


@pytest.mark.parametrize(
    ("kind", "entry", "line"),
    [
        (
            "lines",
            {"at": "2026-03-01", "add": 1, "type": "dsl"},
            "facts.lines[0].type: the contract has no price for a line of type 'dsl' (allowed: leased)",
        ),
        (
            "staff",
            {"at": "2026-03-01", "add": 1, "role": "cook"},
            "facts.staff[0].role: the contract has no price for a person of role 'cook' (allowed: agent, m",
        ),
        (
            "staff",
            {"at": "2026-03-01", "release": 1, "role": "agent"},
            "facts.staff[0].release: 1 of role 'agent' released, where there are 0 (allowed: up to 0)",
        ),
        (
            "sign_ins",
            SIGN_IN | {"type": "gold"},
            "facts.sign_ins[0].type: the contract has no price for a seat of type 'gold' (allowed: standard)",
        ),
        (
            "sign_ins",
            SIGN_IN | {"to": "2026-03-02T08:00"},
            "facts.sign_ins[0].to: 2026-03-02T08:00 is before its start (allowed: from 2026-03-02T09:00)",
        ),
        ("sign_ins", SIGN_IN | {"seat": 1}, "facts.sign_ins[0].seat: 1 is not allowed (allowed: a name)"),
        (
            "one_offs",
            {"at": "2026-03-01", "item": "magic"},
            "facts.one_offs[0].item: the contract has no price for an item 'magic' (allowed: installation, t",
        ),
        (
            "one_offs",
            {"at": "2026-02-30", "item": "training"},
            "facts.one_offs[0].at: '2026-02-30' is not a moment (allowed: a local date such as",
        ),
        (
            "one_offs",
            {"at": "2026-03-01", "item": "training", "quantity": -1},
            "facts.one_offs[0].quantity: -1 is not allowed (allowed: a number from 0, with up to",
        ),
        (
            "one_offs",
            {"at": "2026-03-01", "item": "training", "quantity": float("nan")},
            "facts.one_offs[0].quantity: nan is not allowed (allowed: a number from 0",
        ),
        (
            "one_offs",
            {"at": "2026-03-01", "item": "training", "quantity": float("inf")},
            "facts.one_offs[0].quantity: inf is not allowed (allowed: a number from 0",
        ),
        (
            "one_offs",
            {"at": "2026-03-01", "item": "training", "quantity": 0.12345678901234567},
            "facts.one_offs[0].quantity: 0.12345678901234566 is not allowed (allowed: a number from 0, with",
        ),
        (
            "milestones",
            {"at": "2026-03-01", "event": "delivry"},
            "facts.milestones[0].event: no instalment waits for 'delivry' (allowed: delivery)",
        ),
        (
            "hours",
            OVERTIME | {"hours": 25},
            "facts.hours[0].hours: 25 is not allowed (allowed: hours of a person on the day, from 0",
        ),
        (
            "hours",
            OVERTIME | {"hours": "24.1"},
            "facts.hours[0].hours: '24.1' is not allowed (allowed: hours of a person on the day, from 0",
        ),
        ("hours", OVERTIME | {"hours": -8}, "facts.hours[0].hours: -8 is not allowed (allowed: hours of a"),
        (
            "hours",
            OVERTIME | {"kind": "sleep"},
            "facts.hours[0].kind: 'sleep' is not allowed (allowed: overtime, training)",
        ),
        (
            "hours",
            OVERTIME | {"role": "cook"},
            "facts.hours[0].role: the contract has no price for a person of role 'cook' (allowed: agent, m",
        ),
        (
            "hours",
            OVERTIME | {"kind": "training"},
            "facts.hours[0]: passed is missing (allowed: true or false)",
        ),
        (
            "receipts",
            {"at": "2026-03-01", "amount": -1},
            "facts.receipts[0].amount: -1 is not allowed (allowed: a number from 0",
        ),
        (
            "receipts",
            {"at": "2026-03-01"},
            "facts.receipts[0]: neither amount nor refund (allowed: one of amount, refund)",
        ),
        (
            "receipts",
            {"at": "2026-03-01", "amount": 1, "refund": 1},
            "facts.receipts[0]: both amount and refund (allowed: one of amount, refund)",
        ),
        (
            "items",
            {"at": "2026-03-01", "item": "order", "count": 1.5},
            "facts.items[0].count: 1.5 is not allowed (allowed: a whole number from 1 to",
        ),
        (
            "items",
            {"at": "2026-03-01", "item": "ticket", "count": 1},
            "facts.items[0].item: the contract has no price for an item 'ticket' (allowed: order)",
        ),
    ],
)
def test_a_fault_is_one_line(kind: str, entry: dict[str, Any], line: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read(**{kind: [entry]})
    assert str(refused.value).startswith(line)


def test_a_milestone_is_reached_once() -> None:
    with pytest.raises(InvalidInput) as refused:
        read(milestones=[{"at": day, "event": "delivery"} for day in ("2026-03-01", "2026-03-09")])
    assert str(refused.value) == (
        "facts.milestones[1].event: 'delivery' happened already (allowed: each once)"
    )


def test_facts_that_no_clause_asks_for_are_no_matter() -> None:
    """A case may state all that happened; the contract says what it costs."""
    bare = agreement({"seat_rent": {"price": {"standard": 1}, "basis": "any_day"}})
    document = {"one_offs": [{"at": "2026-03-01", "item": "magic"}], "hours": [OVERTIME]}
    assert len(readers.read(document, bare).one_offs) == 1
