"""What is told of a seat's calls: from the switch's events at once, from the records surely."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from esl.calls import fold
from esl.models import CdrRecord
from esl.parameters.moments import EVENT, Moments
from esl.session import Event
from esl.webhooks.models import KEPT, WAITING, Delivery
from seatyard import clock
from seatyard.db import db
from tenants.models import Seat
from tests.esl.calls import world
from tests.esl.calls.records import START, record
from tests.factories import QueueFactory, SeatFactory

US = 1_000_000
WEBHOOK = {"webhook": "https://crm.test/", "on_ring": "https://crm.test/?c={caller}"}


@pytest.fixture
def seat(app: Flask) -> Seat:
    world.acme()
    seat = db.session.scalars(select(Seat).filter_by(number="1002")).one()
    seat.tenant.policies = {"call_parameters": WEBHOOK}
    db.session.commit()
    return seat


def event(seat: Seat, moment: str, **more: str) -> Event:
    headers: dict[str, Any] = {
        "Event-Name": "CUSTOM",
        "Event-Subclass": EVENT,
        "Event-Date-Timestamp": "1795303549294216",
        "Seatyard-Moment": moment,
        "Unique-ID": "leg-1",
        "Caller-Caller-ID-Number": "13800138000",
        "Caller-Destination-Number": "1002",
        "variable_seatyard_seat": str(seat.id),
        "variable_seatyard_did": "+861088880001",
        "variable_originating_leg_uuid": "caller-1",
    }
    return Event(headers | more)


def told() -> list[Delivery]:
    db.session.rollback()
    return list(db.session.scalars(select(Delivery).order_by(Delivery.at, Delivery.kind)))


def test_ringing_and_answered_with_the_four(seat: Seat) -> None:
    queue = QueueFactory(tenant=seat.tenant, name="sales")
    db.session.commit()
    moments = Moments()
    for moment in ("ringing", "answered", "ringing"):
        moments.feed(event(seat, moment, variable_cc_queue=f"queue-{queue.id}@acme.test"))
    moments.write()
    moments.write()
    answered, ringing = told()
    assert (answered.kind, ringing.kind, ringing.state) == ("call.answered", "call.ringing", WAITING)
    assert ringing.data == {
        "seat": "1002",
        "queue": "sales",
        "caller": "+8613800138000",
        "called": "+861088880001",
        "call": "caller-1",
        "leg": "leg-1",
        "url": "https://crm.test/?c=%2B8613800138000",
    }


@pytest.mark.parametrize(
    "more",
    [
        {"Seatyard-Moment": "dancing"},
        {"variable_seatyard_seat": "9999999"},
        {"variable_seatyard_seat": "1 OR 1"},
        {"Unique-ID": ""},
        {"Event-Date-Timestamp": ""},
        {"Event-Subclass": "seatyard::state"},
    ],
)
def test_what_makes_no_sense_is_told_nobody(seat: Seat, more: dict[str, str]) -> None:
    moments = Moments()
    moments.feed(event(seat, "ringing", **more))
    moments.write()
    assert told() == []


def test_another_tenants_queue_has_no_name_here(seat: Seat) -> None:
    stranger = QueueFactory(name="secret")
    db.session.commit()
    moments = Moments()
    moments.feed(event(seat, "ringing", variable_seatyard_queue=str(stranger.id)))
    moments.write()
    (one,) = told()
    assert one.data["queue"] == ""


def test_without_a_webhook_it_is_kept_for_the_seats_page(seat: Seat) -> None:
    seat.tenant.policies = {"call_parameters": {"on_ring": "https://crm.test/?c={caller}"}}
    db.session.commit()
    moments = Moments()
    moments.feed(event(seat, "ringing"))
    moments.write()
    (one,) = told()
    assert one.state == KEPT


def test_nothing_is_lost_while_the_database_is_away(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    moments = Moments()
    moments.feed(event(seat, "ringing"))
    with monkeypatch.context() as away:
        away.setattr("esl.parameters.moments.put", lambda _: (_ for _ in ()).throw(OSError("away")))
        with pytest.raises(OSError, match="away"):
            moments.write()
    moments.write()
    assert len(told()) == 1


def legs(seat: Seat, **more: str) -> list[bytes]:
    """More, or in place of what else stands there, on the seat's leg."""
    tenant = {"seatyard_tenant": str(seat.tenant_id)}
    rung = {
        "direction": "outbound",
        "channel_name": "sofia/internal/1002@10.0.0.1",
        "seatyard_seat": str(seat.id),
        "originating_leg_uuid": "caller",
        **more,
    }
    return [
        record("rung", start=1, answer=2, end=9, **rung, **tenant),
        record("caller", start=0, answer=0, end=9, **tenant),
    ]


def test_the_end_comes_with_the_records_once_however_often_they_are_folded(app: Flask, seat: Seat) -> None:
    with clock.frozen(world.at(START + 60 * US)):
        for one in legs(seat):
            world.post(app, [one])
            fold.fold_all()
        fold.fold_all(again=True)
    (one,) = told()
    data = one.data
    assert (one.kind, data["seat"], data["call"], data["leg"]) == ("call.ended", "1002", "caller", "rung")
    assert data["answered_at"] < data["ended_at"]


@pytest.mark.parametrize("named", ["nobody's", "another tenant's"])
def test_a_record_that_names_a_strange_seat_tells_nothing_and_stops_nothing(
    app: Flask, seat: Seat, named: str
) -> None:
    stranger = SeatFactory(number="7777")
    db.session.commit()
    id = stranger.id if named == "another tenant's" else 999_999
    with clock.frozen(world.at(START + 60 * US)):
        world.post(app, [*legs(seat, seatyard_seat=str(id)), record("other", start=0, answer=0, end=9)])
        fold.fold_all()
    assert told() == []
    assert db.session.scalars(select(CdrRecord.uuid).where(CdrRecord.folded_at.is_not(None))).all()


def test_a_call_that_its_own_program_placed_ends_too(app: Flask, seat: Seat) -> None:
    with clock.frozen(world.at(START + 60 * US)):
        (clicked, _) = legs(seat, originating_leg_uuid="")
        world.post(app, [clicked])
        fold.fold_all()
    (one,) = told()
    assert (one.kind, one.data["call"], one.data["leg"]) == ("call.ended", "rung", "rung")


def test_a_supervisors_phone_is_reached_by_no_call(app: Flask, seat: Seat) -> None:
    moments = Moments()
    moments.feed(event(seat, "ringing", variable_seatyard_asked="a-1"))
    moments.write()
    with clock.frozen(world.at(START + 60 * US)):
        world.post(app, legs(seat, originating_leg_uuid="", seatyard_asked="a-1"))
        fold.fold_all()
    assert told() == []


@pytest.mark.parametrize("why", ["old", "no webhook"])
def test_of_old_records_and_to_who_has_no_webhook_nothing_is_told(app: Flask, seat: Seat, why: str) -> None:
    if why == "no webhook":
        seat.tenant.policies = {"call_parameters": {"on_ring": "https://crm.test/"}}
        db.session.commit()
    with clock.frozen(world.at(START + (60 if why == "no webhook" else 90_000) * US)):
        world.post(app, legs(seat))
        fold.fold_all()
    assert told() == []
