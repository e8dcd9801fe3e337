"""What the worker keeps of seats' phones, over lost links, restarts and its own end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from esl.models import Node
from esl.seat_time import service
from esl.seat_time.models import NodeWatch
from seatyard import clock
from seatyard.db import db, snapshot
from tests.factories import SeatTenureFactory

from .house import UP, House

MINUTE = timedelta(minutes=1)
REGISTER, UNREGISTER = "sofia::register", "sofia::unregister"


class Attended(House):
    """The house, at its minutes."""

    def __init__(self, app: Flask, folder: Path) -> None:
        super().__init__(app, folder)
        found = clock.from_epoch_us(UP)
        assert found is not None
        self.begin = found
        SeatTenureFactory(seat=self.tier.seat, starts_at=found - timedelta(days=1), ends_at=None)
        db.session.commit()

    @contextmanager
    def listened(self) -> Iterator[None]:
        """A worker listens inside the block, and has taken in what was there."""
        before = self.one(func.count(NodeWatch.starts_at))
        with self.listening() as address, self.watched(address):
            self.wait(func.count(NodeWatch.starts_at), before + 1)
            self.wait_for(lambda: self.socket.subscribed, "it listens")
            yield

    def at(self, minute: float, name: str) -> None:
        """The phone says something, and the worker has it."""
        self.socket.clock = UP + int(minute * 60_000_000)
        self.says(name)
        heard = clock.from_epoch_us(self.socket.clock)
        self.wait_for(lambda: self.alive() == heard, f"it is heard that it was alive at minute {minute}")

    def alive(self) -> object:
        with snapshot():
            return db.session.scalar(select(Node.alive_at))

    def time(self, minutes: float) -> list[tuple[float, float, str]]:
        with snapshot():
            (seat,) = service.of_tenant(self.tenant_id, self.begin, self.begin + minutes * MINUTE)
        return [
            ((one.starts - self.begin) / MINUTE, (one.ends - self.begin) / MINUTE, one.state)
            for one in seat.found
        ]


@pytest.fixture
def house(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Attended:
    monkeypatch.setattr("esl.outages.watcher.SAVE_EVERY", 0.0)
    return Attended(app, tmp_path)


def test_phones_that_come_and_go(house: Attended) -> None:
    with house.listened():
        house.at(1, REGISTER)
        house.at(3, UNREGISTER)
        house.at(5, REGISTER)
        house.at(8, REGISTER)
    assert house.time(10) == [
        (0, 1, "unregistered"),
        (1, 3, "ready"),
        (3, 5, "unregistered"),
        (5, 8, "ready"),
        (8, 10, "unknown"),
    ]


def test_a_worker_that_ends_asks_for_a_last_word(house: Attended) -> None:
    """The node said nothing for nine minutes, and was listened to all the while."""
    with house.listened():
        house.at(1, REGISTER)
        house.socket.clock = UP + 10 * 60_000_000
    assert house.time(12) == [(0, 1, "unregistered"), (1, 10, "ready"), (10, 12, "unknown")]


def test_the_list_after_a_gap_fills_it(house: Attended) -> None:
    with house.listened():
        house.at(1, REGISTER)
    house.socket.clock = UP + 30 * 60_000_000
    with house.listened():
        house.at(40, UNREGISTER)
    assert house.time(40) == [(0, 1, "unregistered"), (1, 40, "ready")]


def test_a_phone_that_left_while_nobody_listened_is_unknown_meanwhile(house: Attended) -> None:
    with house.listened():
        house.at(1, REGISTER)
    house.phones, house.socket.clock = [], UP + 30 * 60_000_000
    with house.listened():
        house.at(40, UNREGISTER)
    assert house.time(40) == [(0, 1, "unregistered"), (1, 30, "unknown"), (30, 40, "unregistered")]


def test_a_switch_that_was_restarted_is_unknown_meanwhile(house: Attended) -> None:
    with house.listened():
        house.at(1, REGISTER)
    house.restart(2)
    with house.listened():
        house.at(3, REGISTER)
    assert house.time(3) == [(0, 1, "unregistered"), (1, 2, "unknown"), (2, 3, "ready")]
