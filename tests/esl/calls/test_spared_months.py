"""On PostgreSQL whoever knows when a call was looks into the months around it, not into each."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import text

from esl.calls import parts
from esl.calls.service import Filters, calls
from esl.queues import handling, outcome
from esl.reconcile import records
from esl.recordings import holds, proofs, service
from esl.recordings.models import Recording
from seatyard import clock
from seatyard.db import db
from seatyard.months import months_after
from tests.factories import (
    ConversationFactory,
    HangupFactory,
    LegFactory,
    NodeFactory,
    RecordingFactory,
    SeatFactory,
)
from tests.support import plans

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)

NOON = datetime(2026, 6, 15, 4, tzinfo=UTC)
AROUND = {"2026_05", "2026_06", "2026_07"}


@dataclass(frozen=True)
class Known:
    tenant_id: int
    node_id: int
    recording: Recording


@pytest.fixture
def known(app: Flask) -> Known:
    """A call in the middle of June, heard to hang up otherwise than recorded, in a year of months."""
    for after in range(12):
        parts.make(months_after(date(2026, 1, 1), after))
    node = NodeFactory()
    tenant = SeatFactory().tenant
    call = ConversationFactory(tenant=tenant, node=node, id="call", started_at=NOON, queue_id=7)
    leg = LegFactory(conversation=call, uuid="leg", cc_side="agent")
    HangupFactory(node=node, uuid="leg", at=call.ended_at, tenant_id=tenant.id, billusec=1)
    recording = RecordingFactory(tenant=tenant, node=node, leg_uuid="leg", started_at=NOON)
    db.session.flush()
    _fill(tenant.id, node.id, leg.cdr_id)
    db.session.commit()
    records.compare(NOON, NOON + timedelta(hours=1))
    return Known(tenant.id, node.id, recording)


_FILL = """
INSERT INTO conversations (tenant_id, id, node_id, direction, caller, callee, outcome, cause, billusec,
                           started_at, ended_at)
SELECT :tenant, n::text, :node, 'internal', '', '', 'failed', '', 0, at, at FROM
    generate_series(1, :rows) n, LATERAL (SELECT timestamptz '2026-01-01 00:00+00' + n * :step) t (at);
INSERT INTO legs (tenant_id, node_id, uuid, leg, conversation_id, cdr_id, side, direction, kind, caller,
                  callee, started_at, ended_at, billusec, cause)
SELECT :tenant, :node, 'of ' || id, 'a', id, :cdr, 'seat', 'outbound', 'internal', '', '',
       started_at, ended_at, 0, '' FROM conversations WHERE direction = 'internal';
"""


def _fill(tenant_id: int, node_id: int, cdr_id: int) -> None:
    """The year with so many calls that no plan would rather read them all."""
    given = {"tenant": tenant_id, "node": node_id, "cdr": cdr_id}
    given |= {"rows": 6000, "step": timedelta(days=365) / 6000}
    for statement in _FILL.strip().rstrip(";").split(";"):
        db.session.execute(text(statement), given)
    for table in parts.TABLES:
        db.session.execute(text(f"ANALYZE {table}"))


QUESTIONS: dict[str, Callable[[Known], object]] = {
    "an attempt to call back": lambda one: outcome.result_of(one.tenant_id, "call", NOON),
    "recordings": lambda one: service.listing(one.tenant_id).entries[0].call.id,  # type: ignore[union-attr]
    "a recording": lambda one: service.one(one.tenant_id, one.recording.id),
    "a proof": lambda one: proofs._document(db.session.merge(one.recording), 1, NOON),
    "findings that still hold": lambda one: records.settle(),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_look_up_opens_the_months_around_its_moment(known: Known, question: str) -> None:
    read = plans.reads(lambda: QUESTIONS[question](known))
    assert {name[-7:] for name in read} - {"default"} <= AROUND
    assert any(name.startswith("legs_2026_06") for name in read)


def test_how_long_a_queue_talks_is_asked_of_the_last_day(known: Known) -> None:
    with clock.frozen(NOON + timedelta(hours=1)):
        read = plans.reads(lambda: handling._mean_talk(known.tenant_id, 7))
    assert "legs_2026_06" in read
    assert not {name for name in read if name[-7:] < "2026_06"}


@pytest.mark.parametrize("whose", ["a tenant's", "everybody's"])
def test_a_numbers_calls_are_found_by_the_number(known: Known, whose: str) -> None:
    """Of all time, in every month: by each of the three parties that it can have been."""
    tenant_id = known.tenant_id if whose == "a tenant's" else None
    plan = "\n".join(plans.asked(lambda: calls(tenant_id, Filters(number="+8613800138000"))))
    read = [line for line in plan.splitlines() if re.search(r"\bon conversations_2026_06", line)]
    assert {found for line in read for found in re.findall(r"2026_06_(\w+)_tenant_id_idx", line)} == {
        "caller",
        "callee",
        "did",
    }


def test_a_hold_by_a_legs_name_reads_that_leg_of_each_month_and_no_other(known: Known) -> None:
    """Nobody knows when it was: every month is asked, each by its whole key."""
    holds.hold(known.tenant_id, "leg", "a court asks", "ops")
    plan = "\n".join(plans.asked(lambda: holds.Held(known.tenant_id)))
    keys = [line for line in plan.splitlines() if "Index Cond" in line]
    assert keys
    assert all("uuid" in line and "node_id" in line for line in keys)
