"""What call records tell of seats' states, also of the time when nobody listened."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from esl.calls import fold
from esl.models import CdrRecord, Conversation, SeatState, Supervision
from esl.seats import service
from seatyard.db import db
from tenants.models import Seat
from tests.factories import QueueFactory, QueueSeatFactory

from . import world
from .records import START, record


@pytest.fixture
def seat(app: Flask, acme: int) -> Seat:
    """Seat 1002, whose longest wrap-up is 30 s."""
    seat = db.session.scalars(select(Seat).filter_by(number="1002")).one()
    for name, wrap_up in (("sales", 10), ("support", 30)):
        QueueSeatFactory(queue=QueueFactory(tenant=seat.tenant, name=name, wrap_up=wrap_up), seat=seat)
    db.session.commit()
    return seat


def code(seat: Seat, uuid: str, start: float, says: str) -> bytes:
    more = {"seatyard_tenant": str(seat.tenant_id), "seatyard_seat": str(seat.id), "seatyard_state": says}
    channel = "sofia/internal/1002@acme.test"
    return record(uuid, start=start, answer=start, end=start + 1, channel_name=channel, **more)


def queue_call(seat: Seat, start: float, end: float) -> list[bytes]:
    tenant = {"seatyard_tenant": str(seat.tenant_id)}
    agent = {
        "direction": "outbound",
        "channel_name": "sofia/internal/1002@10.0.0.1",
        "cc_side": "agent",
        "cc_agent": f"seat-{seat.id}@acme.test",
        "cc_member_session_uuid": "caller",
        "last_bridge_to": "caller",
    }
    caller = record("caller", start=start, answer=start, end=end, **tenant)
    return [record("agent", start=start, answer=start, end=end, **agent, **tenant), caller]


def spans(seat: Seat) -> list[tuple[float, float, str, int | None]]:
    db.session.rollback()
    begin = world.at(START)
    found = service.intervals_of(seat.tenant_id, seat.id, begin, begin + timedelta(seconds=1000))
    return [
        (
            (one.starts_at - begin).total_seconds(),
            (one.ends_at - begin).total_seconds(),
            one.state,
            one.reason,
        )
        for one in found
        if one.ends_at
    ]


def test_codes_dialled_while_nobody_listened_are_all_known(app: Flask, seat: Seat) -> None:
    bodies = [
        code(seat, "u-1", 0, "ready::"),
        code(seat, "u-2", 60, "busy:2:"),
        code(seat, "u-3", 300, "ready::"),
    ]
    world.fold_in_pieces(app, world.shuffled(bodies, 3), 3)
    assert spans(seat) == [(0, 60, "ready", None), (60, 300, "busy", 2), (300, 1000, "ready", None)]
    assert db.session.scalars(select(Conversation)).all() == []  # nobody was called
    assert db.session.scalars(select(CdrRecord).where(CdrRecord.folded_at.is_(None))).all() == []


def test_after_call_work_follows_a_queues_call(app: Flask, seat: Seat) -> None:
    bodies = [code(seat, "u-1", 0, "ready::"), *queue_call(seat, 100, 160)]
    world.fold_in_pieces(app, world.shuffled(bodies, 1), 1)
    assert spans(seat) == [
        (0, 160, "ready", None),
        (160, 190, "after_call", None),
        (190, 1000, "ready", None),
    ]
    row = db.session.scalars(select(SeatState)).one()
    assert row.wrapping_until == world.at(START) + timedelta(seconds=190)


def test_a_seat_of_somebody_else_in_a_record_is_not_believed(app: Flask, seat: Seat) -> None:
    stranger = record(
        "u-9",
        answer=0,
        end=1,
        seatyard_tenant=str(seat.tenant_id),
        seatyard_seat="9999",
        seatyard_state="busy::",
    )
    world.post(app, [stranger])
    fold.fold_all()
    assert db.session.scalars(select(SeatState)).all() == []


def test_what_a_supervisor_did_is_on_record_once(app: Flask, seat: Seat) -> None:
    more = {"seatyard_tenant": str(seat.tenant_id), "seatyard_seat": str(seat.id)}
    channel = {"channel_name": "sofia/internal/1002@acme.test"}
    dialled = record("u-1", answer=0, end=9, seatyard_supervises="listen:1003", **channel, **more)
    asked = record(
        "u-2",
        start=1,
        answer=1,
        end=9,
        seatyard_supervises="barge:1003",
        seatyard_asked="a-1",
        **channel,
        **more,
    )
    forged = record("u-3", answer=0, end=9, seatyard_supervises="rob:1003", **channel, **more)
    world.post(app, [dialled, asked, forged])
    fold.fold_all()
    query = select(Supervision).order_by(Supervision.at)
    assert [(one.kind, one.supervisor_id, one.target, one.evidence) for one in db.session.scalars(query)] == [
        ("listen", seat.id, "1003", "u-1"),
        ("barge", seat.id, "1003", "a-1"),
    ]


@pytest.mark.parametrize(
    ("answers", "told"), [(["", "5"], True), (["5", ""], True), ([""], False), (["", ""], False)]
)
def test_of_what_the_api_asked_for_one_answered_phone_counts(
    app: Flask, seat: Seat, answers: list[str], told: bool
) -> None:
    more = {"seatyard_tenant": str(seat.tenant_id), "seatyard_seat": str(seat.id), "seatyard_asked": "a-1"}
    for at, answer in enumerate(answers):
        leg = record(
            f"u-{at}",
            answer=int(answer) if answer else None,
            end=9,
            seatyard_supervises="barge:1003",
            channel_name="sofia/internal/1002@acme.test",
            **more,
        )
        world.post(app, [leg])
        fold.fold_all()
    (found,) = db.session.scalars(select(Supervision))
    assert (found.source, found.answered) == ("api", told)
