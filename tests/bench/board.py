"""A live board of 500 seats: what it costs the worker, the web and the database, and how late it is.

Calls of a queue come at a steady rate, made of what a real FreeSWITCH told of one; the worker's part runs in
this process, the pages under gunicorn, those who look in another process.
"""

from __future__ import annotations

import heapq
import json
import math
import multiprocessing
import os
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from esl.board.hub import MOST_OF_ONE
from esl.board.keeper import Keeper
from esl.board.pace import EVERY
from esl.lab.eventsocket.bus import Event as Sent
from esl.provisioning.phones import Phones
from esl.session import Event
from esl.worker.bells import Bells, What
from seatyard.app import create_app
from seatyard.db import db
from seatyard.identity.permissions import SUPERVISOR
from tests.esl.worker.test_subscription import asked
from tests.factories import (
    PASSWORD,
    PlacementFactory,
    QueueFactory,
    QueueSeatFactory,
    SeatFactory,
    TenantFactory,
    UserFactory,
)
from tests.support.databases import Postgres, settings_for
from tests.support.event_socket import recorded
from tests.support.postgres import binaries
from tests.support.postgres import running as server

from . import cpu
from .api import gunicorn
from .intake import postmaster
from .watching import look

SEATS, QUEUES = 500, 10
RATE = float(os.environ.get("SEATYARD_BENCH_RATE", "2.5"))
"""Calls a second: five hundred seats with calls of three minutes."""
TALK = 60.0
SECONDS = float(os.environ.get("SEATYARD_BENCH_SECONDS", "120"))
BOARDS = int(os.environ.get("SEATYARD_BENCH_BOARDS", "20"))
EACH = min(BOARDS, MOST_OF_ONE)
PERSONS = BOARDS // EACH
"""Who look, each with so many boards open."""
CALL = "cc-queue-answered-caller-ends"
ALONE = ("CHANNEL_BRIDGE", "callcenter::info")
"""Events that are heard for boards alone: reading them is part of what a board costs."""
WARMED = 5.0


@dataclass(frozen=True, slots=True)
class Measured:
    calls: int
    worker: float
    """Processor seconds a second, as the next two."""
    web: float
    database: float
    seconds: list[float]
    """From the moment at which a caller joined a queue to a browser's having it, in order."""

    @property
    def all(self) -> float:
        return self.worker + self.web + self.database

    def late(self, part: float) -> float:
        """Seconds within which so many of a hundred came."""
        return self.seconds[max(0, math.ceil(len(self.seconds) * part / 100) - 1)]


def run() -> Measured:
    bin_dir = binaries()
    assert bin_dir, "PostgreSQL is missing"
    with (
        tempfile.TemporaryDirectory(prefix="seatyard-bench-") as home,
        server(bin_dir) as address,
        Postgres(Path(home), address).fresh() as url,
    ):
        app = create_app(settings_for(Path(home), url))
        with app.app_context(), gunicorn(url, "seatyard.app:create_app()") as (port, web):
            plant = _Plant()
            ours, theirs = multiprocessing.Pipe()
            about = (theirs, port, plant.logins, PASSWORD, EACH, WARMED + SECONDS)
            looking = multiprocessing.get_context("spawn").Process(target=look, args=about)
            looking.start()
            ours.recv()
            plant.play(WARMED)
            before = cpu.family(web), cpu.family(postmaster()), plant.spent
            plant.play(SECONDS)
            after = cpu.family(web), cpu.family(postmaster()), plant.spent
            took = [(then - now) / SECONDS for then, now in zip(after, before, strict=True)]
            late = sorted(ours.recv())
            looking.join()
            db.session.remove()
            db.engine.dispose()
    return Measured(plant.calls, took[2], took[0], took[1], late)


class _Up:
    up = True


class _Plant:
    """A tenant, and the part of its node's worker that keeps its board."""

    def __init__(self) -> None:
        tenant = TenantFactory(name="acme", domain="acme.test")
        placement = PlacementFactory(tenant=tenant)
        queues = [QueueFactory(tenant=tenant, name=f"queue {number}") for number in range(QUEUES)]
        seats = [SeatFactory(tenant=tenant, number=str(1000 + number)) for number in range(SEATS)]
        for number, seat in enumerate(seats):
            QueueSeatFactory(queue=queues[number % QUEUES], seat=seat)
        self.logins = [UserFactory(tenant=tenant, role=SUPERVISOR).login for _ in range(PERSONS)]
        db.session.commit()
        self._seats = [(seat.id, seat.tiers[0].queue_id) for seat in seats]
        self._tenant_id = tenant.id
        phones = Phones()
        phones.resync([{"reg_user": seat.number, "realm": "acme.test"} for seat in seats])
        node_id = placement.node_id
        bells = Bells(lambda: [])  # theirs is asked for the house, whether anybody looks or not
        self.keeper = Keeper(node_id, _Up(), phones, lambda: bells.rung(What.BOARD, node_id))  # type: ignore[arg-type]
        self.calls, self.spent = 0, 0.0
        self._told = list(_told())
        self._due: list[tuple[float, int, int, Event]] = []
        self._next = 0.0

    def play(self, seconds: float) -> None:
        """In real time: what is due is told, and every so often written."""
        over, write = time.monotonic() + seconds, time.monotonic()
        self._next = max(self._next, write)
        while (now := time.monotonic()) < over:
            while self._next <= now:
                self._begin(self._next)
                self._next += 1 / RATE
            while self._due and self._due[0][0] <= now:
                *_, event = heapq.heappop(self._due)
                self._tell(event)
            if now >= write:
                began = time.process_time()
                self.keeper.step()
                self.spent += time.process_time() - began
                write = now + EVERY
            time.sleep(0.01)

    def _begin(self, at: float) -> None:
        """A call of the next seat; the talk lasts as long as is said, the rest as it was recorded."""
        self.calls += 1
        seat_id, queue_id = self._seats[self.calls % SEATS]
        for number, (offset, event) in enumerate(self._told):
            known = _known(event, self.calls, self._tenant_id, seat_id, queue_id)
            heapq.heappush(self._due, (at + offset, self.calls, number, known))

    def _tell(self, event: Event) -> None:
        event.headers["Event-Date-Timestamp"] = str(time.time_ns() // 1000)
        came = json.dumps(event.headers).encode()
        began = time.process_time()
        self.keeper.feed(Event.parse(came) if event.name in ALONE else event)
        self.spent += time.process_time() - began


def _told() -> Iterator[tuple[float, Event]]:
    """What the worker hears of the recorded call: seconds from its beginning, event."""
    subscription, first = asked(), None
    for event in recorded(CALL):
        kind, subclass = event.get("Event-Name"), event.get("Event-Subclass")
        wanted = subscription.wants(kind, subclass)
        if event.at and wanted and subscription.passes(Sent(kind, subclass, dict(event.headers))):
            first = first or event.at
            offset = (event.at - first).total_seconds()
            yield offset + (TALK if offset > 2 else 0), event


def _known(event: Event, call: int, tenant_id: int, seat_id: int, queue_id: int) -> Event:
    """The same of another call: its channels, seat and queue."""
    text = json.dumps(event.headers)
    for name in ("632b0cd9", "46a5e9ff"):
        text = text.replace(name, f"{name[:2]}{call:06x}")
    headers: dict[str, Any] = json.loads(text)
    for header in ("CC-Queue", "variable_cc_queue"):
        if headers.get(header):
            headers[header] = f"queue-{queue_id}@acme.test"
    for header in ("CC-Agent", "variable_cc_agent"):
        if headers.get(header):
            headers[header] = f"seat-{seat_id}@acme.test"
    headers["variable_seatyard_tenant"] = str(tenant_id)
    if headers.get("Call-Direction") == "outbound":
        headers["variable_seatyard_seat"] = str(seat_id)
    headers.pop("Caller-Channel-Created-Time", None)
    return Event(headers)
