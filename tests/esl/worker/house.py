"""A node with one tenant and one seat, and its switch on real sockets in the test's process."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select

from esl.answers.callcenter import wanted
from esl.seats.hearing import DUMP, EVENT
from esl.session import Address, Limits
from esl.worker.node import NodeWorker
from seatyard.db import db, snapshot, transaction
from tenants.models import Tenant
from tests.factories import NodeFactory, PlacementFactory, QueueSeatFactory
from tests.support.callcenter import CallcenterSwitch
from tests.support.event_socket import EMPTY, PASSWORD, Switch, serving
from tests.support.processes import Process, until

UP = 1_772_323_200_000_000
"""2026-03-01 00:00 UTC, epoch microseconds: where the switch's clock stands at first."""
QUICK = Limits(connect=2, banner=2, command=5, job=5, backoff_first=0.02, backoff_most=0.1)


class House:
    def __init__(self, app: Flask, folder: Path) -> None:
        self.app = app
        self.folder = folder
        self.callcenter = CallcenterSwitch(self.document)
        self.socket = Switch()
        self.socket.clock = UP
        self.socket.answers = self.answers
        self.phones: list[dict[str, str]] = []
        self.remembered: list[str] = []
        (folder / "password").write_text(PASSWORD)
        self.node = NodeFactory(name="fs1", port=1, password_file=str(folder / "password"))
        self.tier = QueueSeatFactory(seat__number="1001")
        self.tenant = self.tier.queue.tenant
        self.tier.seat.tenant = self.tenant
        PlacementFactory(tenant=self.tenant, node=self.node)
        db.session.flush()
        self.seat_id = self.tier.seat.id
        self.node_id, self.tenant_id, self.domain = self.node.id, self.tenant.id, self.tenant.domain
        db.session.commit()

    # The switch

    def document(self, queue: str) -> Any:
        with self.app.app_context():  # the switch asks from a greenlet of its own
            return wanted(db.session.scalars(select(Tenant).filter_by(domain=queue.rpartition("@")[2])).one())

    def answers(self, command: str) -> str:
        if command == "show registrations as json":
            return json.dumps({"row_count": len(self.phones), "rows": self.phones})
        if command == "uptime":
            return "60"
        if command == DUMP:
            return "".join(f"{line}\n" for line in self.remembered) or "-ERR no reply\n"
        return EMPTY.get(command) or self.callcenter.bgapi(command).text

    @contextmanager
    def listening(self, address: Address | None = None) -> Iterator[Address]:
        """The switch is up inside the block, and gone after it as if killed."""
        with serving(self.socket, address) as where:
            with transaction():
                self.node.port = where.port
            yield where
        self.socket.subscribed.clear()

    def restart(self, minutes: float) -> None:
        """It died and comes back empty, its clock so many minutes after the beginning."""
        self.socket.core = f"core after {minutes:g} minutes"
        self.socket.clock = UP + int(minutes * 60_000_000)
        self.callcenter = CallcenterSwitch(self.document)

    @property
    def status(self) -> str:
        return next((row["status"] for row in self.callcenter.agents.values()), "")

    def says(self, name: str) -> None:
        """The seat's phone registers or unregisters."""
        there = name == "sofia::register"
        self.phones = [{"reg_user": "1001", "realm": self.domain, "token": "1"}] if there else []
        who = {"from-user": "1001", "realm": self.domain, "call-id": "1"}
        self.socket.tell("CUSTOM", **{"Event-Subclass": name}, **who)

    def dials(self, state: str, uuid: str) -> None:
        """The seat's phone dials a star code: the agent's status changes, and an event says so."""
        agent = next(iter(self.callcenter.agents.values()))
        agent["status"] = "Available" if state.startswith("ready") else "On Break"
        who = {"variable_seatyard_seat": str(self.seat_id), "variable_seatyard_state": state}
        self.socket.tell("CUSTOM", **{"Event-Subclass": EVENT, "Unique-ID": uuid}, **who)

    # The worker

    @contextmanager
    def watched(self, address: Address) -> Iterator[NodeWorker]:
        """Our part of the worker, in this process, on gevent's sockets alone."""
        worker = NodeWorker(self.app, self.node_id, address, QUICK)
        worker.start()
        try:
            yield worker
        finally:
            worker.stop()

    # The database

    def change(self) -> None:
        """A committed change of the queue, with its generation."""
        with transaction():
            self.tier.queue.wait_limit += 1
            self.tenant.generation += 1

    def one(self, column: Any) -> Any:
        with snapshot():
            return db.session.scalars(select(column)).one_or_none()

    def wait(self, column: Any, value: object, worker: Process | None = None) -> None:
        def what() -> str:
            return f"{column} = {value}, it is {self.one(column)}\n{worker.output if worker else ''}"

        until(lambda: self.one(column) == value, what)

    def wait_for(self, true: Callable[[], object], what: str = "") -> None:
        until(true, lambda: what)
