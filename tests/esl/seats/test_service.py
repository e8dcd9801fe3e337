"""What is kept of seats' states: once, in any order, of the node's own tenants."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from esl.models import SeatState, SeatStateChange
from esl.seats import notes, service
from esl.seats.notes import Note
from seatyard.db import db
from seatyard.errors import InvalidInput
from tenants.models import Seat
from tests.factories import NodeFactory, PlacementFactory, SeatFactory, TenantFactory

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)


@pytest.fixture
def seat(app: Flask) -> Seat:
    tenant = TenantFactory(name="acme")
    PlacementFactory(tenant=tenant, node=NodeFactory(name="fs1"))
    made = SeatFactory(tenant=tenant, number="1001")
    db.session.commit()
    return made


def said(seat: Seat, minute: int, state: str, reason: int | None = None) -> Note:
    return Note(seat.id, f"call-{minute}", AT + timedelta(minutes=minute), state, reason)


def row(seat: Seat) -> SeatState:
    db.session.expire_all()
    return db.session.scalars(select(SeatState).filter_by(seat_id=seat.id)).one()


def test_any_order_leaves_the_latest(seat: Seat) -> None:
    heard = [
        said(seat, 0, "ready"),
        said(seat, 3, "busy", 2),
        said(seat, 9, "ready"),
        said(seat, 12, "busy", 1),
    ]
    heard.append(notes.wrap_up(seat.tenant_id, seat.id, "agent-1", AT + timedelta(minutes=10), 30))
    for order in itertools.permutations(heard):
        for note in order:
            service.record([note])
        kept = row(seat)
        assert (kept.state, kept.reason, kept.since) == ("busy", 1, AT + timedelta(minutes=12))
        assert kept.wrapping_until == AT + timedelta(minutes=10, seconds=30)
        assert db.session.scalar(select(func.count()).select_from(SeatStateChange)) == 5
        db.session.rollback()


def test_the_same_call_is_one_change(seat: Seat) -> None:
    """The event has microseconds, the switch's memory seconds."""
    first = said(seat, 3, "busy", 2)
    later = Note(seat.id, first.evidence, AT + timedelta(minutes=3, microseconds=7), "busy", 2)
    assert service.record([first, later]) == {seat.id}
    found = service.intervals_of(seat.tenant_id, seat.id, AT, AT + timedelta(minutes=5))
    assert [(one.starts_at, one.state) for one in found] == [(first.at, "busy")]


def test_another_nodes_word_counts_for_nothing(seat: Seat) -> None:
    other = NodeFactory(name="fs2")
    db.session.commit()
    assert service.record([said(seat, 0, "busy")], other.id) == set()
    assert service.record([notes.of_tenant(said(seat, 0, "busy"), seat.tenant_id + 1)]) == set()
    assert db.session.scalars(select(SeatState)).all() == []


def test_a_seat_that_never_existed(seat: Seat) -> None:
    assert service.record([Note(seat.id + 99, "x", AT, "busy")]) == set()


def test_shown(seat: Seat) -> None:
    def at(minute: float) -> tuple[str, int | None]:
        found = service.shown(row(seat), AT + timedelta(minutes=minute))
        return found.state, found.reason

    assert service.shown(None, AT).state == "ready"
    service.record([said(seat, 0, "ready")])
    service.record([notes.wrap_up(seat.tenant_id, seat.id, "agent-1", AT + timedelta(minutes=1), 60)])
    assert at(1.5) == ("after_call", None)
    assert at(2) == ("ready", None)
    service.record([said(seat, 3, "busy", 2)])
    assert at(3) == ("busy", 2)
    until = AT + timedelta(minutes=9)
    service.record([Note(seat.id, "call-4", AT + timedelta(minutes=4), "after_call", None, until)])
    assert (at(8), at(9)) == (("after_call", None), ("ready", None))


@pytest.mark.parametrize(
    ("state", "reason", "minutes", "message"),
    [
        ("lunch", None, None, "no such state: lunch"),
        ("busy", 7, None, "no reason 7 of busy (allowed: of busy: 1 Break, 2 Meal"),
        ("ready", 1, None, "no reason 1 of ready"),
        ("ready", None, 5, "not minutes of ready: 5"),
        ("after_call", None, 0, "not minutes of after_call: 0 (allowed: 1 to 99"),
    ],
)
def test_what_may_not_be_asked_for(
    seat: Seat, state: str, reason: int | None, minutes: int | None, message: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        service.note_of(seat.tenant, seat, state, reason, minutes, "lilei")
    assert message in str(refused.value)


def test_a_tenants_own_reasons(seat: Seat) -> None:
    seat.tenant.policies = {"busy_reasons": [{"code": 7, "zh": "祷告", "en": "Prayer"}]}
    asked = service.note_of(seat.tenant, seat, "busy", 7, None, "lilei")
    assert (asked.reason, asked.source, asked.by) == (7, "api", "lilei")
    with pytest.raises(InvalidInput):
        service.note_of(seat.tenant, seat, "busy", 1, None, "lilei")
