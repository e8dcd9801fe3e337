"""Records of a real FreeSWITCH (tests/captures/cdr) through intake, folding and the close, to the invoice."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from math import ceil

from flask import Flask
from sqlalchemy import select

from billing.invoices import service
from billing.invoices.charged import calls
from billing.models import InvoiceLine
from esl.models import CdrRecord
from seatyard import clock
from seatyard.db import db
from tests.esl.calls import world
from tests.esl.calls.test_captures import CALLS
from tests.factories import ContractFactory

DAY = date(2026, 11, 22)
"""When they were recorded, in Shanghai."""


def test_each_captured_call_is_charged_once_for_the_seconds_that_it_lasted(app: Flask) -> None:
    """Whatever its legs: the expected minutes are those of the hand-written list of what happened."""
    rates = {"outbound": {"+86": None, "default": 1}, "inbound": {"default": 1}}
    tenant_id = world.acme()
    ContractFactory(
        tenant_id=tenant_id, starts=date(2026, 11, 1), overrides={"call_charges": {"rates": rates}}
    )
    db.session.commit()
    world.post(app, [body for scenario in CALLS for body in world.captures.bodies(scenario)])
    with clock.frozen(datetime(2026, 12, 1, tzinfo=UTC)):
        (outcome,) = service.close("2026-11")
    paid = [call.billed for calls in CALLS.values() for call in calls if call.billed]
    minutes = sum(ceil((billed + 500_000) // 1_000_000 / 60) for billed in paid)
    assert outcome.total == Decimal(minutes)
    charged = db.session.scalars(select(InvoiceLine).filter_by(clause="call_charges")).all()
    rows = [row for line in charged for row in calls(line, size=500).entries]
    assert sorted(row.billusec for row in rows) == sorted(paid)
    assert {row.started_at.date() for row in rows} <= {DAY, date(2026, 11, 21)}
    assert db.session.scalars(select(CdrRecord).where(CdrRecord.folded_at.is_(None))).all() == []
