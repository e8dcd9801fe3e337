"""The live board, of a real switch: what a seat's and a caller's entries say, and how soon."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator
from typing import Any

import pytest

from .office import QUIET, Office
from .plant import CALLER, Plant
from .test_talking import talk
from .waiting import until

pytestmark = pytest.mark.live

SOON = 1.0
WANT = """
INSERT INTO boards (tenant_id, version, floor, wanted_until)
SELECT id, 0, 0, '2100-01-01 00:00:00' FROM tenants WHERE name = 'north'
ON CONFLICT (tenant_id) DO UPDATE SET wanted_until = excluded.wanted_until
"""
UNWANT = "UPDATE boards SET wanted_until = '2000-01-01 00:00:00'"


class Board:
    """As a web process reads it."""

    def __init__(self, plant: Plant) -> None:
        self.plant = plant

    def say(self, statement: str) -> None:
        with sqlite3.connect(self.plant.home / "seatyard.db", timeout=30) as database:
            database.execute(statement)

    def entries(self, kind: str) -> list[dict[str, Any]]:
        rows = self.plant.rows("SELECT body FROM board_entries WHERE kind = ? AND NOT gone", kind)
        return [json.loads(str(row["body"])) for row in rows]

    def seat(self, number: str) -> dict[str, Any]:
        return next((one for one in self.entries("seat") if one["number"] == number), {})

    def records(self) -> int:
        """Call-detail records that have come in."""
        return len(self.plant.rows("SELECT uuid FROM cdr_records"))

    def within(self, number: str, state: str) -> float:
        began = time.monotonic()
        until(f"{number} is {state}", lambda: self.seat(number).get("state") == state)
        return time.monotonic() - began


@pytest.fixture
def board(plant: Plant, north: Office) -> Iterator[Board]:
    made = Board(plant)
    made.say(WANT)
    until("a board", lambda: made.seat(QUIET))
    yield made
    made.say(UNWANT)
    plant.switch.api("hupall")
    plant.quiet()


def test_a_call_to_a_seat(board: Board, north: Office) -> None:
    caller, seat = talk(north, "desk", QUIET)
    took = [board.within(QUIET, "talking")]
    call = board.seat(QUIET)["call"]
    assert call["party"].endswith(CALLER)
    assert call["leg"] == north.talks(QUIET)
    caller.hang_up()
    until("the talk is over", lambda: seat.over)
    took.append(board.within(QUIET, "ready"))
    assert min(took) < SOON, took


def test_a_call_of_a_queue(board: Board, north: Office) -> None:
    caller, _, number = north.queue_call()
    board.within(number, "talking")
    before = sum(one["answered"] for one in board.entries("queue"))
    assert before >= 1
    assert board.seat(number)["call"]["queue"] is not None
    records = board.records()
    caller.hang_up()
    until("nobody talks", lambda: "call" not in board.seat(number))
    until("the record, in the caller's place", lambda: board.records() > records)
    assert sum(one["answered"] for one in board.entries("queue")) == before
