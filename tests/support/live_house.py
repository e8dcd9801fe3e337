"""A house that runs: lab switch, worker and web as processes of their own, and the switch's time goes on."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml
from sqlalchemy import select

from admin_ui.demo.instance import Instance
from admin_ui.demo.processes import Process, wait_until
from admin_ui.demo.stage import ready
from admin_ui.demo.switch import LabSwitch
from esl.models import BUSY, READY, Placement
from esl.seats import asking
from seatyard.db import db, snapshot
from seatyard.identity import service as people
from seatyard.identity.permissions import SUPERVISOR
from tenants.models import Seat, Tenant
from tests.factories import PASSWORD

CALLER = "13800138000"
EVER = "patience=100000 talk=100000"
TENANT = "ankang"
TENANTS = (TENANT, "linlang")
ZONE = ZoneInfo("Asia/Shanghai")
STEP = 0.05


@dataclass
class LiveHouse:
    address: str
    instance: Instance
    switch: LabSwitch
    domain: str
    worker: Process
    tenant: str = TENANT

    def lab(self, command: str) -> str:
        """What the switch says to a command of the lab's own; AssertionError unless it did it."""
        reply = self.switch.run(f"lab {command}")
        assert reply.startswith("+OK"), f"lab {command}: {reply}"
        return reply

    def registers(self, seat: str) -> None:
        self.lab(f"register {seat}@{self.domain}")

    def busy(self, seat: str, reason: int) -> None:
        """Said over the API."""
        self._says(seat, BUSY, reason)

    def ready(self, seat: str) -> None:
        """Likewise."""
        self._says(seat, READY)

    def _says(self, seat: str, state: str, reason: int | None = None) -> None:
        with self.instance.app.app_context():
            done = asking.set_state(self.tenant, seat, state, reason)
            assert not done.problem, done.problem
            db.session.remove()

    def rings(self, seat: str) -> str:
        """Wait for it; the leg."""
        wait_until(lambda: bool(self.leg(seat)), f"the phone of seat {seat} to ring")
        return self.leg(seat)

    def talks(self, leg: str) -> None:
        """Wait until it hears somebody."""
        wait_until(lambda: self.switch.run(f"lab hears {leg}").strip() != "nobody", f"{leg} to hear somebody")

    def leg(self, seat: str) -> str:
        """On which a seat's phone rings or talks; empty while it does not."""
        rows = json.loads(self.switch.run("show channels as json")).get("rows", [])
        return next((row["uuid"] for row in rows if row["presence_id"] == f"{seat}@{self.domain}"), "")

    def number(self, flow: str) -> str:
        """At which a flow is called."""
        document = self.instance.documents[self.tenant]
        return next(one["e164"] for one in document["numbers"] if one["flow"] == flow)

    def calls(self, number: str) -> str:
        """Somebody from outside calls; the leg."""
        return self.lab(f"call {CALLER} {number} {EVER} digits=1").split()[1]


@contextmanager
def live_house(home: Path, tenant: str = TENANT, begin: datetime | None = None) -> Iterator[LiveHouse]:
    """A tenant of the demo; ``boss`` is a supervisor of its, ``other`` one of the other's.

    The switch's time goes on from ``begin``, else from the last morning at ten.
    """
    begin = begin or last_morning()
    with ready(home, 0, begin, nobody_calls) as (supervisor, instance, switch):
        with instance.app.app_context():
            tenants = {one.name: one for one in db.session.scalars(select(Tenant))}
            domain = tenants[tenant].domain
            (other,) = set(TENANTS) - {tenant}
            for login, name in (("boss", tenant), ("other", other)):
                people.add_user(login, PASSWORD, SUPERVISOR, tenants[name].id).language = "en"
            db.session.scalars(select(Seat).filter_by(tenant_id=tenants[tenant].id)).first().supervisor = True
            db.session.commit()
            wait_until(provisioned, "the switch to be provisioned")
            db.session.remove()
        worker = next(one for one in supervisor.processes if one.name == "worker")
        house = LiveHouse(instance.settings.base_url, instance, switch, domain, worker, tenant)
        with time_goes_on(switch, begin):
            yield house


def last_morning() -> datetime:
    """At ten, while the tenant is open; never ahead of us, as states say until when they last."""
    now = datetime.now(ZONE)
    begin = now.replace(hour=10, minute=0, second=0, microsecond=0)
    return begin if begin + timedelta(hours=1) < now else begin - timedelta(days=1)


@contextmanager
def time_goes_on(switch: LabSwitch, begin: datetime) -> Iterator[None]:
    """The switch's time passes as ours does, from a thread and over a connection of its own."""
    over, began = threading.Event(), time.monotonic()
    address = switch.address

    def run() -> None:
        with socket.create_connection((address.host, address.port)) as link, link.makefile("rb") as answers:
            link.sendall(f"auth {address.password}\n\n".encode())
            while not over.wait(STEP):
                moment = begin + timedelta(seconds=time.monotonic() - began)
                link.sendall(f"bgapi lab pass {moment.isoformat()}\n\n".encode())
                answers.readline()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def provisioned() -> bool:
    with snapshot():
        return all(db.session.scalars(select(Placement.acked_generation > 0)))


def nobody_calls(path: Path, instance: Instance, _calls: float) -> Path:
    """Nobody calls but those whom a test lets call; phones answer when they are told to."""
    phones = [
        {
            "number": seat["number"], "domain": document["tenant"]["domain"], "password": seat["password"],
            "register": False, "answers": {"no_answer": 1},
        }
        for document in instance.documents.values() for seat in document["seats"]
    ]  # fmt: skip
    path.write_text(yaml.safe_dump({"phones": phones}, allow_unicode=True), encoding="utf-8")
    return path
