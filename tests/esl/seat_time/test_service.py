"""Seats' time out of the database: kept once, in any order, whatever surrounds the time asked for."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from esl.models import Node
from esl.provisioning.phones import Phones
from esl.seat_time import registrations, service, watches
from esl.seat_time.attending import Attendance
from esl.seat_time.holds import Held, keep
from esl.seat_time.models import LegHold, NodeWatch, SeatRegistration
from esl.seat_time.registrations import HEARD, Noted
from esl.seats import service as says
from esl.seats.notes import Note, wrap_up
from esl.session import Event
from seatyard.db import db
from tenants.models import Seat, SeatPhoneChange
from tests.factories import (
    ConversationFactory,
    LegFactory,
    NodeFactory,
    PlacementFactory,
    SeatFactory,
    SeatTenureFactory,
    TenantFactory,
)

from .facts import START, minute, told

NODE = "fs1"


class Place:
    """A seat of a tenant on a node, and what is heard of it."""

    def __init__(self) -> None:
        self.tenant = TenantFactory(name="acme")
        self.node = NodeFactory(name=NODE)
        PlacementFactory(tenant=self.tenant, node=self.node)
        self.seat = SeatFactory(tenant=self.tenant, number="1001")
        SeatTenureFactory(seat=self.seat, starts_at=START - timedelta(days=90), ends_at=None)
        db.session.commit()
        self.node_id, self.tenant_id, self.seat_id = self.node.id, self.tenant.id, self.seat.id
        self.phone = ("1001", self.tenant.domain)

    def watched(self, starts: float, ends: float, core: str = "core") -> None:
        db.session.add(
            NodeWatch(node_id=self.node_id, starts_at=minute(starts), core_uuid=core, ends_at=minute(ends))
        )
        db.session.commit()

    def registered(self, n: float, *marks: str) -> None:
        registrations.keep(self.node_id, [Noted(self.phone, minute(n), frozenset(marks), HEARD)])
        db.session.commit()

    def said(self, n: float, state: str, reason: int | None = None) -> None:
        says.record([Note(self.seat_id, f"call-{n}", minute(n), state, reason)])
        db.session.commit()

    def called(self, started: float, answered: float, ended: float, *holds: tuple[float, float]) -> None:
        talk = (ended - answered) * 60_000_000
        call = ConversationFactory(
            tenant_id=self.tenant_id, node_id=self.node_id, started_at=minute(started), billusec=int(talk)
        )
        leg = LegFactory(
            conversation=call,
            side="seat",
            direction="outbound",
            seat_id=self.seat_id,
            answered_at=minute(answered),
            ended_at=minute(ended),
        )
        keep(
            Held(self.tenant_id, self.node_id, leg.uuid, leg.leg, minute(begun), minute(over))
            for begun, over in holds
        )
        db.session.commit()

    def time(self, starts: float, ends: float) -> list[tuple[float, float, str]]:
        (found,) = service.of_tenant(self.tenant_id, minute(starts), minute(ends))
        return told(found.found)


@pytest.fixture
def place(app: Flask) -> Place:
    return Place()


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_seat_of_which_nothing_is_known(place: Place) -> None:
    assert place.time(0, 60) == [(0, 60, "unknown")]


def test_all_that_is_kept_together(place: Place) -> None:
    place.watched(0, 60)
    place.registered(5, "x")
    place.said(30, "busy", 2)
    place.called(10, 11, 20, (12, 14))
    says.record([wrap_up(place.tenant_id, place.seat_id, "leg", minute(20), 120)])
    place.said(40, "ready")
    place.registered(50)
    assert place.time(0, 60) == [
        (0, 5, "unregistered"),
        (5, 10, "ready"),
        (10, 11, "ringing"),
        (11, 12, "talking"),
        (12, 14, "hold"),
        (14, 20, "talking"),
        (20, 22, "after_call"),
        (22, 30, "ready"),
        (30, 40, "busy:2"),
        (40, 50, "ready"),
        (50, 60, "unregistered"),
    ]


def test_any_part_is_that_part_of_the_whole(place: Place) -> None:
    """What lies before, after and over the edges is known, too: phones, states, calls and gaps."""
    place.watched(-500, 10)
    place.watched(20, 30)
    place.watched(30.5, 60, "another")
    place.registered(-400, "x")
    place.said(-2000, "busy", 3)
    place.called(-2000, -1999, 5)
    place.said(25, "ready")
    whole = place.time(-100, 100)
    assert whole == [
        (-100, 5, "talking"),
        (5, 25, "busy:3"),
        (25, 30, "ready"),
        (30, 30.5, "unknown"),
        (30.5, 60, "ready"),
        (60, 100, "unknown"),
    ]
    for starts, ends in itertools.combinations([-50, 5, 12, 15, 22, 30.25, 40, 70], 2):
        inside = [
            (max(starts, a), min(ends, b), state) for a, b, state in whole if max(starts, a) < min(ends, b)
        ]
        assert place.time(starts, ends) == inside


def test_an_open_watch_knows_up_to_the_last_proof_of_life(place: Place) -> None:
    db.session.get_one(Node, place.node_id).alive_at = minute(40)
    watches.begin(place.node_id, "core", minute(0))
    db.session.get_one(Node, place.node_id).alive_at = minute(40)
    place.registered(0, "x")
    assert place.time(0, 60) == [(0, 40, "ready"), (40, 60, "unknown")]


def test_a_watch_that_a_killed_worker_left_ends_with_its_last_proof(place: Place) -> None:
    node = db.session.get_one(Node, place.node_id)
    watches.begin(place.node_id, "core", minute(0))
    node.alive_at = minute(10)
    watches.begin(place.node_id, "core", minute(20))
    watches.begin(place.node_id, "core", minute(20))
    node.alive_at = minute(30)
    watches.end(place.node_id, minute(20))
    watches.end(place.node_id, minute(0))
    db.session.commit()
    rows = db.session.execute(select(NodeWatch.starts_at, NodeWatch.ends_at).order_by(NodeWatch.starts_at))
    assert [tuple(row) for row in rows] == [(minute(0), minute(10)), (minute(20), minute(30))]


def test_the_same_word_twice_is_one(place: Place) -> None:
    for _ in range(2):
        place.registered(5, "x")
        keep([Held(place.tenant_id, place.node_id, "u", "a", minute(1), minute(2))])
    assert (count(SeatRegistration), count(LegHold)) == (1, 1)


def test_another_nodes_word_counts_for_nothing(place: Place) -> None:
    other = NodeFactory(name="fs2")
    db.session.commit()
    registrations.keep(other.id, [Noted(place.phone, minute(0), frozenset("x"), HEARD)])
    registrations.keep(place.node_id, [Noted(("1001", "beta.test"), minute(0), frozenset("x"), HEARD)])
    assert count(SeatRegistration) == 0


def test_a_mark_may_be_anything(place: Place) -> None:
    strange = frozenset({"a\nb\0", "x" * 9000, "", *(str(n) for n in range(99))})
    registrations.keep(place.node_id, [Noted(place.phone, minute(0), strange, HEARD)])
    (row,) = db.session.scalars(select(SeatRegistration))
    assert len(row.marks) < 16 * 256
    assert registrations.latest(place.node_id)[place.phone]


def test_seats_are_shown_for_the_time_of_their_lease(place: Place) -> None:
    later = SeatFactory(tenant=place.tenant, number="1002")
    SeatTenureFactory(seat=later, starts_at=minute(30), ends_at=minute(40))
    stranger = SeatFactory(number="1001")
    SeatTenureFactory(seat=stranger, starts_at=minute(-90), ends_at=None)
    place.watched(0, 60)
    found = list(service.of_tenant(place.tenant_id, minute(0), minute(60)))
    assert [one.seat.number for one in found] == ["1001", "1002"]
    assert told(found[1].found) == [(0, 30, "not_leased"), (30, 40, "unregistered"), (40, 60, "not_leased")]
    assert [one.seat.number for one in service.of_tenant(place.tenant_id, minute(0), minute(9))] == ["1001"]
    assert list(service.of_tenant(place.tenant_id, minute(0), minute(60), "1003")) == []


def test_a_seat_bound_to_an_ordinary_telephone(place: Place) -> None:
    db.session.get_one(Seat, place.seat_id).phone = "+8613911112222"
    db.session.commit()
    place.watched(0, 20)
    place.watched(40, 60)
    assert place.time(0, 60) == [(0, 60, "ready")]


def test_a_seat_that_is_bound_to_a_telephone_was_not_there_before(place: Place) -> None:
    """What it is bound to today charges no hour of yesterday."""
    place.watched(0, 60)
    place.registered(10, "x")
    place.registered(15)
    seat = db.session.get_one(Seat, place.seat_id)
    seat.phone_changes += [
        SeatPhoneChange(at=minute(20), before=None),
        SeatPhoneChange(at=minute(40), before="+8613911112222"),
    ]
    db.session.commit()
    assert place.time(0, 60) == [
        (0, 10, "unregistered"),
        (10, 15, "ready"),
        (15, 20, "unregistered"),
        (20, 40, "ready"),
        (40, 60, "unregistered"),
    ]


# What a worker hears


class Worker:
    """A worker's listening to the node, without its links."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.phones = Phones()
        self.attendance = Attendance(place.node_id, self.phones)

    def lives(self, n: float) -> None:
        db.session.get_one(Node, self.place.node_id).alive_at = minute(n)
        db.session.commit()

    def up(self, n: float, *call_ids: str, core: str = "core", port: str = "") -> None:
        user, realm = self.place.phone
        address = {"network_ip": "127.0.0.1", "network_port": port} if port else {}
        self.phones.resync({"reg_user": user, "realm": realm, "token": one, **address} for one in call_ids)
        self.attendance.up(core, minute(n))
        self.lives(n)

    def hears(self, n: float, name: str, call_id: str, port: str = "5060") -> None:
        event = self.event(n, name, call_id, port)
        self.phones.feed(event)
        self.attendance.feed(event)
        self.attendance.write()
        self.lives(n)

    def event(self, n: float, name: str, call_id: str, port: str = "5060") -> Event:
        user, realm = self.place.phone
        stamp = (minute(n) - datetime.fromtimestamp(0, START.tzinfo)) // timedelta(microseconds=1)
        return Event(
            {
                "Event-Name": "CUSTOM",
                "Event-Subclass": f"sofia::{name}",
                "Event-Date-Timestamp": str(stamp),
                "from-user": user,
                "realm": realm,
                "call-id": call_id,
                "network-ip": "127.0.0.1",
                "network-port": port,
            }
        )

    def down(self, n: float) -> None:
        self.lives(n)
        self.attendance.down()


def test_phones_come_and_go(place: Place) -> None:
    worker = Worker(place)
    worker.up(0)
    worker.hears(5, "register", "x")
    worker.hears(10, "register", "x")
    worker.hears(20, "expire", "x")
    worker.hears(30, "register", "y")
    worker.down(50)
    assert place.time(0, 60) == [
        (0, 5, "unregistered"),
        (5, 20, "ready"),
        (20, 30, "unregistered"),
        (30, 50, "ready"),
        (50, 60, "unknown"),
    ]
    assert count(SeatRegistration) == 3


def test_a_refresh_under_a_new_call_id_from_the_same_address_is_no_change(place: Place) -> None:
    worker = Worker(place)
    worker.up(0)
    for n in range(1, 9):
        worker.hears(n, "register", f"call-{n}")
    assert count(SeatRegistration) == 1
    worker.hears(9, "register", "call-9", port="5070")
    worker.hears(10, "unregister", "call-8")
    worker.hears(11, "unregister", "call-9", port="5070")
    assert place.time(0, 11) == [(0, 1, "unregistered"), (1, 11, "ready")]
    worker.down(12)
    assert place.time(11, 12) == [(11, 12, "unregistered")]


def test_the_list_after_a_gap_fills_it_or_leaves_it_unknown(place: Place) -> None:
    Worker(place).up(0, "x")
    worker = Worker(place)
    worker.lives(10)
    worker.up(20, "x")
    worker.down(30)
    worker.up(40, "y")
    worker.down(50)
    worker.up(50.5)
    worker.down(60)
    assert place.time(0, 60) == [
        (0, 30, "ready"),
        (30, 40, "unknown"),
        (40, 50, "ready"),
        (50, 50.5, "unknown"),
        (50.5, 60, "unregistered"),
    ]


def test_a_phone_that_came_back_to_its_address_was_away_in_a_long_gap(place: Place) -> None:
    worker = Worker(place)
    worker.up(0, "evening", port="5060")
    worker.down(10)
    worker.up(700, "morning", port="5060")
    worker.hears(705, "register", "refreshed")
    worker.down(710)
    worker.up(730, "refreshed", port="5060")
    worker.down(740)
    assert place.time(0, 740) == [(0, 10, "ready"), (10, 700, "unknown"), (700, 740, "ready")]


def test_a_worker_that_another_one_took_over_from_ends_its_own_watch_alone(place: Place) -> None:
    first, second = Worker(place), Worker(place)
    first.up(0, "x")
    first.lives(10)
    second.up(11, "x")
    second.hears(30, "expire", "x")
    first.phones.feed(first.event(8, "register", "y"))
    first.attendance.down()
    second.down(40)
    assert place.time(0, 40) == [(0, 30, "ready"), (30, 40, "unregistered")]
    ends = db.session.scalars(select(NodeWatch.ends_at).order_by(NodeWatch.starts_at)).all()
    assert list(ends) == [minute(10), minute(40)]


def test_a_restarted_switch_is_unknown_meanwhile(place: Place) -> None:
    worker = Worker(place)
    worker.up(0, "x")
    worker.down(10)
    worker.up(10.5, "x", core="another")
    worker.down(20)
    assert place.time(0, 20) == [(0, 10, "ready"), (10, 10.5, "unknown"), (10.5, 20, "ready")]


def test_the_switchs_list_puts_a_phone_right(place: Place) -> None:
    worker = Worker(place)
    worker.up(0, "x")
    worker.phones.correct(place.phone, [])
    worker.attendance.look(minute(7))
    worker.attendance.write()
    worker.down(10)
    assert place.time(0, 10) == [(0, 7, "ready"), (7, 10, "unregistered")]


def test_what_waits_for_the_database_is_not_lost(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    worker = Worker(place)
    worker.up(0)

    def away(*_: object) -> None:
        raise RuntimeError("the database is away")

    with monkeypatch.context() as broken:
        broken.setattr(registrations, "keep", away)
        with pytest.raises(RuntimeError):
            worker.hears(5, "register", "x")
    worker.attendance.write()
    worker.down(10)
    assert place.time(0, 10) == [(0, 5, "unregistered"), (5, 10, "ready")]


def test_a_call_of_26_hours_and_one_of_a_week(place: Place) -> None:
    place.watched(-20 * 1440, 60)
    for days in (26 / 24, 7):
        place.called(-days * 1440, -days * 1440 + 1, 10 + days)
    assert place.time(0, 60) == [(0, 17, "talking"), (17, 60, "unregistered")]


def test_what_was_said_long_ago_holds_over_ten_thousand_calls(place: Place) -> None:
    place.watched(-20 * 1440, 60)
    place.registered(-15000, "x")
    place.said(-14000, "busy", 3)
    says.record(
        [wrap_up(place.tenant_id, place.seat_id, f"leg-{n}", minute(-n), 30) for n in range(1, 10_000, 100)]
    )
    assert place.time(0, 60) == [(0, 60, "busy:3")]
