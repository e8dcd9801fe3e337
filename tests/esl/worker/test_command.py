"""``seatyard switch run`` as a process of its own: patched sockets, signals, one line for bad input."""

from __future__ import annotations

import time
from pathlib import Path

import gevent
import pytest
from flask import Flask
from sqlalchemy import func

from esl.models import Hangup, Node, Outage, Placement
from esl.worker import Worker
from seatyard import clock
from seatyard.app import create_app
from seatyard.db import db, transaction
from seatyard.errors import InvalidInput
from tenants.models import Seat, SeatTenure, Tenant
from tests.esl.worker.house import UP, House
from tests.support.databases import settings_for
from tests.support.event_socket import PASSWORD, event
from tests.support.processes import Process, running

CALLS = 4_000


@pytest.fixture
def house(app: Flask, tmp_path: Path) -> House:
    return House(app, tmp_path)


def test_from_start_to_end(house: House) -> None:
    """Provisioning, an agent, thousands of hang-ups, a crash of the switch, SIGTERM."""
    with house.listening() as address:
        pass
    with running(house.app, house.folder, "switch", "run") as worker:
        with house.listening(address):
            house.wait(Placement.acked_generation, 1, worker)
            house.says("sofia::register")
            house.wait_for(lambda: house.status == "Available", worker.output)
            rate = hang_up(house, worker)
            print(f"{rate:.0f} hang-ups a second")  # noqa: T201
        house.wait(Outage.starts_at, clock.from_epoch_us(UP), worker)
        house.restart(minutes=15)
        with house.listening(address):
            house.wait(Outage.ends_at, clock.from_epoch_us(UP + 900_000_000), worker)
            house.wait(Placement.acked_generation, 1, worker)
    assert house.one(Node.linked_at) is None
    assert "ended" in worker.output
    assert "Traceback" not in worker.output
    assert PASSWORD not in worker.output


def test_a_seat_comes_onto_the_switch_when_its_lease_begins(house: House) -> None:
    """Nobody's hand in it: the worker sees that the time has come, raises the generation, applies it."""
    with (
        house.listening() as address,
        running(house.app, house.folder, "switch", "run") as worker,
    ):
        assert address
        house.wait(Placement.acked_generation, 1, worker)
        with transaction():
            seat = Seat(number="1002", name="", type="inbound", a1_hash="0" * 32, active=False)
            seat.tenures.append(SeatTenure(type="inbound", starts_at=clock.now()))
            db.session.get_one(Tenant, house.tenant_id).seats.append(seat)
        house.wait(Placement.acked_generation, 2, worker)
    assert len(house.callcenter.agents) == 2


def hang_up(house: House, worker: Process) -> float:
    """Hang-ups written per second of the worker's time, from first sent to last seen."""
    padding = {f"variable_{key}": "x" * 20 for key in range(200)}
    body = house.socket.made("CHANNEL_HANGUP_COMPLETE", **{"Unique-ID": "call-0"}, **padding)
    frames = b"".join(event({**body, "Unique-ID": f"call-{n}"}) for n in range(CALLS))
    peers = [peer for peer, words in house.socket.subscribed if words != "BACKGROUND_JOB"]
    began = time.monotonic()
    for peer in peers:
        gevent.spawn(peer.send, frames)
    house.wait(func.count(Hangup.uuid), CALLS, worker)
    return CALLS / (time.monotonic() - began)


def test_bad_input_is_one_line(house: House) -> None:
    process = Process(house.app, house.folder, "switch", "run", "--node", "fs9")
    house.wait_for(lambda: process.process.poll() is not None, "an end")
    assert (process.process.returncode, process.output) == (
        2,
        "seatyard: node fs9: no such node (allowed: fs1)\n",
    )


def test_missing_schema_is_one_line(tmp_path: Path) -> None:
    app = create_app(settings_for(tmp_path, f"sqlite:///{tmp_path / 'empty.db'}"))
    with app.app_context(), pytest.raises(InvalidInput, match="seatyard db upgrade"):
        Worker(app, ()).run()
