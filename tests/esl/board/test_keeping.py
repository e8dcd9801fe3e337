"""What is written of a board, and read of it, on either database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from esl.board import day, reading, roster, writing
from esl.board.callers import Caller
from esl.board.heard import Changed, Heard
from esl.board.keeper import Keeper
from esl.board.models import CALLER, QUEUE, SEAT, Board
from esl.board.room import Room
from esl.board.shown import Shown
from esl.models import ABANDONED, BUSY, SeatState
from esl.provisioning.phones import Phones
from esl.reports.figures import Counts
from seatyard import clock, scope
from seatyard.db import db, one_moment, snapshot, transaction
from seatyard.scope import Foreign
from tests.factories import (
    ConversationFactory,
    PlacementFactory,
    QueueFactory,
    QueueSeatFactory,
    SeatFactory,
    TenantFactory,
)

NOW = datetime(2026, 3, 2, 4, tzinfo=UTC)
"""Noon in Shanghai."""


class House:
    """A tenant with two seats in a queue, of which one has a phone; and its node's keeper."""

    def __init__(self) -> None:
        self.tenant = TenantFactory(name="acme", domain="acme.test")
        self.placement = PlacementFactory(tenant=self.tenant)
        self.queue = QueueFactory(tenant=self.tenant, name="sales", wrap_up=15)
        self.seats = [SeatFactory(tenant=self.tenant, number=number) for number in ("1001", "1002")]
        for seat in self.seats:
            QueueSeatFactory(queue=self.queue, seat=seat)
        self.phones = Phones()
        self.phones.resync([{"reg_user": "1001", "realm": "acme.test"}])
        db.session.commit()
        self.id, self.queue_id, self.seat_id = self.tenant.id, self.queue.id, self.seats[0].id
        self.keeper = Keeper(self.placement.node_id, Up(), self.phones)  # type: ignore[arg-type]

    def step(self) -> None:
        self.keeper.step()

    def entries(self, after: int = 0) -> dict[tuple[str, str], dict[str, Any] | None]:
        with snapshot():
            return {
                (row.kind, row.key): None if row.gone else row.body for row in reading.rows(self.id, after)
            }

    @property
    def mark(self) -> reading.Mark:
        with snapshot():
            return reading.marks([self.id])[self.id]

    def grows_old(self) -> None:
        """As if nobody had written it for so long that it counts as kept by nobody."""
        with transaction():
            board = db.session.get_one(Board, self.id)
            assert board.beat_at
            board.beat_at -= timedelta(seconds=reading.FRESH + 1)

    def waits(self, uuid: str, at: datetime = NOW) -> Caller:
        caller = Caller(uuid, self.queue_id, "+8613800138000", at)
        self.keeper.heard.callers.known[uuid] = caller
        self.keeper.heard._changed.callers.add(uuid)
        return caller

    def changed(self, uuid: str) -> None:
        self.keeper.heard._changed.callers.add(uuid)


class Up:
    """A session that is up, of a switch that is asked nothing."""

    up = True


@pytest.fixture
def house(app: Flask) -> House:
    return House()


def test_it_is_written_while_somebody_looks(house: House) -> None:
    with clock.frozen(NOW):
        house.step()
        assert house.entries() == {}
        reading.want(house.id)
        house.step()
        found = house.entries()
        assert {kind for kind, _ in found} == {QUEUE, SEAT}
        assert found[SEAT, str(house.seat_id)]["state"] == "ready"  # type: ignore[index]
        assert house.mark.live
        assert house.mark.version == 1
    with clock.frozen(NOW + reading.WANTED_FOR + timedelta(seconds=1)):
        house.grows_old()
        house.waits("a")
        house.step()
        assert not house.mark.live
        assert house.mark.version == 1


def test_only_what_changed_is_written_anew(house: House) -> None:
    with clock.frozen(NOW):
        reading.want(house.id)
        house.step()
        house.waits("a")
        house.step()
        changed = house.entries(after=1)
        assert set(changed) == {(QUEUE, str(house.queue_id)), (CALLER, "a")}
        assert changed[QUEUE, str(house.queue_id)]["waiting"] == 1  # type: ignore[index]
        house.keeper.heard.callers.known["a"].answered = NOW + timedelta(seconds=5)
        house.changed("a")
        house.step()
        changed = house.entries(after=2)
        assert changed[CALLER, "a"] is None
        queue = changed[QUEUE, str(house.queue_id)] or {}
        assert (queue["waiting"], queue["answered"], queue["in_time"]) == (0, 1, 1)


def test_a_seat_says_something_else(house: House) -> None:
    with clock.frozen(NOW):
        reading.want(house.id)
        house.step()
        row = {"tenant_id": house.id, "seat_id": house.seat_id, "state": BUSY, "reason": 3}
        with transaction():
            db.session.add(SeatState(**row, since=NOW, source="api"))
        house.keeper.said([house.seat_id])
        house.step()
        seat = house.entries(after=1)[SEAT, str(house.seat_id)] or {}
        assert (seat["state"], seat["reason"]) == (BUSY, 3)


def test_a_caller_is_counted_once_when_the_record_comes(house: House) -> None:
    """Heard first, then counted of its record; never twice, and never not at all."""
    with clock.frozen(NOW):
        reading.want(house.id)
        caller = house.waits("c1")
        caller.answered, caller.left = NOW + timedelta(seconds=30), NOW + timedelta(seconds=60)
        house.step()

        def counted() -> tuple[int, int, int]:
            queue = house.entries()[QUEUE, str(house.queue_id)] or {}
            return queue["offered"], queue["answered"], queue["in_time"]

        assert counted() == (1, 1, 0)
        with transaction():
            its = {"tenant_id": house.id, "node_id": house.keeper.node_id, "queue_id": house.queue_id}
            ConversationFactory(id="c1", tenant=None, node=None, **its, wait_us=30_000_000, started_at=NOW)
        house.changed("c1")
        house.step()
        assert counted() == (1, 1, 0)
        house.keeper._rooms[house.id].count_at = 0
        house.step()
        assert counted() == (1, 1, 0)
        assert "c1" not in house.keeper.heard.callers.known


def test_a_day_as_contracts_count_it(house: House) -> None:
    tenant, queue = house.tenant, house.queue_id
    said = {"tenant": tenant, "queue_id": queue, "started_at": NOW}
    ConversationFactory(**said, wait_us=20_000_000)
    ConversationFactory(**said, wait_us=20_000_001)
    ConversationFactory(**said, wait_us=1_000_000, outcome=ABANDONED)
    ConversationFactory(**said, wait_us=None)
    ConversationFactory(**(said | {"started_at": NOW - timedelta(days=1)}), wait_us=1)
    ConversationFactory(tenant=TenantFactory(name="beta"), queue_id=queue, started_at=NOW, wait_us=1)
    db.session.commit()
    with one_moment():
        found = day.read(house.id, NOW - timedelta(hours=12), [])
    assert found.queues == {queue: Counts(offered=3, queue_answered=2, in_time=1, abandoned=1)}


def test_an_earlier_workers_board_is_taken_over(house: House) -> None:
    with clock.frozen(NOW):
        reading.want(house.id)
        house.waits("a")
        house.step()
        other = Keeper(house.keeper.node_id, Up(), house.phones)  # type: ignore[arg-type]
        other.step()
        assert house.entries(after=1)[CALLER, "a"] is None
        assert house.mark.version == 2


def test_no_other_tenants_board_is_written_or_read(house: House) -> None:
    beta = TenantFactory(name="beta")
    db.session.commit()
    beta_id = beta.id
    with clock.frozen(NOW):
        reading.want(house.id)
        house.step()
    with scope.only(beta_id), snapshot():
        assert reading.rows(house.id) == []
        assert reading.marks([house.id, beta_id]) == {}
    with scope.only(beta_id), pytest.raises(Foreign):
        reading.want(house.id)


def test_who_reads_on_gets_what_changed_and_who_was_away_too_long_all(house: House) -> None:
    shown = Shown()
    row = reading.Row("seat", "1", 3, False, {"number": "1001"})
    shown.take([row, reading.Row("caller", "a", 4, True, {})], 4, 2)
    assert shown.since(3, 0).startswith(b"id: 4\nevent: change\n")
    assert b'"caller/a":null' in shown.since(2, 0)
    assert b"event: all" in shown.since(1, 0)
    assert b"caller/a" not in shown.since(-1, 0)
    assert b"event: all" in shown.since(9, 0)
    shown.take([], 5, 4)
    assert b"caller/a" not in shown.since(4, 0)


def test_what_is_gone_is_forgotten_after_a_while(house: House) -> None:
    with clock.frozen(NOW):
        reading.want(house.id)
        house.waits("a")
        house.step()
        with transaction():
            writing.write(house.id, 2, {(CALLER, "a"): None})
        assert (CALLER, "a") in house.entries(after=1)
        with transaction():
            writing.forget(house.id, 2)
        assert (CALLER, "a") not in house.entries(after=1)
        assert house.mark.floor == 2


def test_a_room_of_a_tenant_without_anything(app: Flask) -> None:
    tenant = TenantFactory(name="bare")
    db.session.commit()
    with snapshot():
        room = Room(roster.read(tenant.id), {}, Heard())
    room.make_all([])
    assert room.entries == {}
    room.make(Changed(seats={1}, callers={"x"}), [])
    assert room.entries == {}
    assert db.session.get(Board, tenant.id) is None
