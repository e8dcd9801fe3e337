"""No orphans: every piece of evidence of months with all sorts of facts leads to something that is there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from billing.invoices import charged, evidence, prepayments, service
from billing.invoices.names import names_of
from billing.invoices.stored import bill_of
from billing.models import Invoice, InvoiceLine, LineEvidence
from billing.recorded import service as recorded
from esl.models import OUTBOUND
from seatyard import clock
from seatyard.db import db

from .month import Leased, leased

OVERRIDES: dict[str, Any] = {
    "deposit_prepay": {},
    "late_fee": {"daily_rate": 0.003},
    "late_activation": {"daily_rate": 0.005},
    "call_charges": {"bundle": {"minutes": 3, "price": 0.1}},
    "line_rent": {"price": {"trunk": 10}, "basis": "cutoff"},
    "one_off": {
        "price": {"installation": 1000, "setup": 500},
        "agreed": [{"item": "setup", "at": "start", "quantity": 1}],
    },
    "recurring": {"items": {"server": {"price": 100, "every": "month"}}},
    "instalments": {
        "total": 900,
        "parts": [{"share": 0.5, "at": "start"}, {"share": 0.5, "at": "delivery", "after_days": 1}],
    },
    "per_item": {"price": {"order": 2}},
    "revenue_share": {"share": 0.1},
    "staff": {"price": {"agent": 5000}, "basis": "any_day"},
    "service_levels": {"figures": {"answer_rate": {"at_least": 0.8, "mend_periods": 0}}, "deduct": 0.05},
    "force_majeure": {},
}
TOLD: dict[str, list[dict[str, Any]]] = {
    "activations": [{"seats": 2, "type": "standard", "due": "2026-03-01", "actual": "2026-03-04"}],
    "one_offs": [{"at": "2026-03-09", "item": "installation", "quantity": 2}],
    "milestones": [{"at": "2026-04-02", "event": "delivery"}],
    "hours": [{"at": "2026-03-08", "role": "agent", "hours": 8, "kind": "overtime"}],
    "service_levels": [{"figure": "answer_rate", "value": 0.7, "period": "2026-04"}],
    "receipts": [{"at": "2026-03-09", "amount": 12000}],
    "items": [{"at": "2026-03-09", "item": "order", "count": 3}],
    "payments": [{"at": "2026-04-20", "amount": 500, "period": "2026-03"}],
    "lines": [
        {"at": "2026-03-01", "add": 2, "type": "trunk"},
        {"at": "2026-03-18", "release": 1, "type": "trunk"},
    ],
    "staff": [{"at": "2026-03-01", "add": 2, "role": "agent"}],
    "outages": [{"from": "2026-03-12T10:00", "to": "2026-03-13T12:00", "cause": "force_majeure"}],
}


@pytest.fixture
def acme(app: Flask) -> Iterator[Leased]:
    """March and April of a contract that has nearly every clause, closed in May."""
    acme = leased(2, overrides=OVERRIDES, ends=date(2027, 2, 28))
    acme.call("03-03T09:00", 61, direction=OUTBOUND)
    acme.call("04-03T09:00", 300, direction=OUTBOUND)
    acme.outage("03-05T10:00", "03-06T12:00")
    db.session.commit()
    recorded.add("acme", {"facts": TOLD}, by="finance")
    for period, day in (("2026-03", 2), ("2026-04", 30)):
        with clock.frozen(datetime(2026, 3, day, 4, tzinfo=UTC)):
            assert [one.status for one in prepayments.ask(period)] == ["asked"]
    with clock.frozen(datetime(2026, 5, 1, tzinfo=UTC)):
        for period in ("2026-03", "2026-04"):
            assert [one.status for one in service.close(period)] == ["finalised"]
            assert [one.status for one in service.close(period)] == ["unchanged"]
            assert prepayments_left(period) == []
        yield acme


def prepayments_left(period: str) -> list[prepayments.Asked]:
    with clock.frozen(datetime(2026, 3, 30, 4, tzinfo=UTC)):
        return prepayments.ask(period)


def found(line: InvoiceLine) -> set[tuple[str, str]]:
    """What the rows of a line's evidence lead to, by kind."""
    tenures = {row.number for row in evidence.seats(line)}
    return {
        *(("seat", number) for number in tenures),
        *(("call", row.id) for row in charged.calls(line).entries),
        *(("outage", str(row.id)) for row in evidence.outages(line)),
        *((row.kind, row.name) for row in evidence.facts(line)),
        *(("invoice", row.number) for row in evidence.invoices(line)),
        *(("term", row.path) for row in evidence.terms(line)),
        *(("line", str(row.position)) for row in evidence.lines(line)),
    }


def test_every_piece_of_evidence_leads_somewhere(acme: Leased) -> None:
    kinds: set[str] = set()
    for line in db.session.scalars(select(InvoiceLine).order_by(InvoiceLine.id)):
        rows = db.session.execute(
            select(LineEvidence.kind, LineEvidence.subject).filter_by(line_id=line.id)
        ).all()
        kinds |= {kind for kind, _ in rows}
        there = found(line)
        seats = [row for row in rows if row[0] == "seat"]
        assert len(evidence.seats(line)) == len(seats), line.clause
        assert {tuple(row) for row in rows if row[0] != "seat"} == {
            one for one in there if one[0] != "seat"
        }, line.clause
    assert kinds == {
        "seat",
        "call",
        "outage",
        "line",
        "invoice",
        "term",
        "leased_line",
        "staff",
        "hours",
        "one_off",
        "milestone",
        "receipt",
        "item",
        "activation",
        "payment",
        "service_level",
    }


def test_from_every_fact_to_the_lines_that_used_it(acme: Leased) -> None:
    """But for a release, which is found by what it gave back."""
    used = {
        (one.kind, "release" in one.document): {
            line.clause for line in evidence.lines_using(acme.tenant.id, one.name)
        }
        for one in recorded.listing("acme")
    }
    assert {kind: clauses for (kind, _), clauses in used.items() if not clauses} == {"lines": set()}
    assert used["payments", False] == {"late_fee"}
    assert used["outages", False] == {"force_majeure"}
    assert used["lines", False] == {"line_rent", "force_majeure"}
    other = leased(1, name="other")
    assert evidence.lines_using(other.tenant.id, "F1") == []


def test_months_go_on_from_each_other(acme: Leased) -> None:
    """The bundle's last minutes, the late fee on March and what was asked ahead, all in April."""
    april = service.invoices(period="2026-04")[-1]
    bundle = [line for line in april.lines if line.clause == "call_charges"]
    assert [line.amount for line in bundle][-1] == Decimal("0.60")
    applied = [line for line in april.lines if line.item == "advance_applied"]
    assert [line.amount for line in applied] == [Decimal("-4000.00")]
    assert any(line.clause == "late_fee" for line in april.lines)


def test_names_for_every_kind(acme: Leased) -> None:
    for invoice in db.session.scalars(select(Invoice)):
        names = names_of(invoice)
        for position, line in enumerate(bill_of(invoice).lines, 1):
            assert set(names[position]) == {one.kind for one in line.evidence}, line.clause
