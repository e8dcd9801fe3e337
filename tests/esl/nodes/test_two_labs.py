"""Two lab switches, a worker and a web process: one switch is killed under a call, the other takes over."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from admin_ui.demo.instance import Instance
from admin_ui.demo.processes import Process, Supervisor, wait_until
from admin_ui.demo.stage import ready
from admin_ui.demo.switch import LabSwitch
from esl.models import Node, Placement
from esl.nodes import conf, service
from esl.nodes.models import FAILED_OVER, Move
from esl.session import Address
from seatyard import clock
from seatyard.db import db, snapshot
from seatyard.files import SECRET, write
from tenants.models import Tenant
from tests.support.live_house import (
    CALLER,
    EVER,
    TENANT,
    last_morning,
    nobody_calls,
    provisioned,
    time_goes_on,
)
from tests.support.postgres import free_port

AFTER = "2"
"""Seconds without the link until the worker gives a node up."""
PATIENCE = 300
"""Seconds for whatever is waited for, on a machine that others use too."""


@dataclass
class Town:
    """Two nodes; all tenants are at home on the first."""

    supervisor: Supervisor
    instance: Instance
    first: LabSwitch
    second: LabSwitch
    begin: datetime
    live: dict[str, ExitStack] = field(default_factory=dict)

    def ask(self, question: Callable[[], Any]) -> Any:
        """Of the database, as it is now."""
        with self.instance.app.app_context():
            try:
                with snapshot():
                    return question()
            finally:
                db.session.remove()

    def runs(self, switch: LabSwitch) -> None:
        """Its time goes on from now."""
        self.live[switch.node] = ExitStack()
        self.live[switch.node].enter_context(time_goes_on(switch, self.begin))

    def stops(self, switch: LabSwitch) -> None:
        self.live.pop(switch.node).close()

    @property
    def domain(self) -> str:
        return str(self.instance.documents[TENANT]["tenant"]["domain"])

    def talks(self, switch: LabSwitch, seat: str) -> str:
        """The seat's phone registers, somebody calls, it answers; its leg."""
        assert switch.run(f"lab register {seat}@{self.domain}").startswith("+OK")
        wait_until(lambda: switch.available_agents() > 0, "an agent", seconds=PATIENCE)
        number = next(
            one["e164"] for one in self.instance.documents[TENANT]["numbers"] if one["flow"] == "main"
        )
        assert switch.run(f"lab call {CALLER} {number} {EVER} digits=1").startswith("+OK")
        wait_until(lambda: bool(self.leg(switch, seat)), f"seat {seat} to ring", seconds=PATIENCE)
        leg = self.leg(switch, seat)
        assert switch.run(f"lab answer {leg}").startswith("+OK")
        heard = lambda: switch.run(f"lab hears {leg}").strip() != "nobody"  # noqa: E731
        wait_until(heard, "a talk", seconds=PATIENCE)
        return leg

    def leg(self, switch: LabSwitch, seat: str) -> str:
        rows = json.loads(switch.run("show channels as json")).get("rows", [])
        return next((row["uuid"] for row in rows if row["presence_id"] == f"{seat}@{self.domain}"), "")

    def homes(self) -> set[str]:
        query = select(Node.name).join(Placement, Placement.node_id == Node.id)
        return set(self.ask(lambda: db.session.scalars(query).all()))


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    monkeypatch.setenv("SEATYARD_FAILOVER_AFTER", AFTER)
    with _town(tmp_path / "home") as one:
        yield one


@contextmanager
def _town(home: Path) -> Iterator[Town]:
    begin, port = last_morning(), free_port()
    password = secrets.token_hex(16)

    def played(path: Path, instance: Instance, calls: float) -> Path:
        write(home / "fs2.password", password.encode(), SECRET)
        with instance.app.app_context():
            service.add_node("fs2", "127.0.0.1", port, home / "fs2.password")
            conf.write_folder("fs2", home / "fs2", conf.Options())
            db.session.remove()
        return nobody_calls(path, instance, calls)

    with ready(home, 0, begin, played) as (supervisor, instance, first):
        process = Process("switch2", [], home / "logs", instance.environment, restarts=False)
        address, log = Address("fs2", "127.0.0.1", port, password), home / "lab2-calls.jsonl"
        second = LabSwitch("fs2", address, home / "fs2", home / "scenario.yaml", log, process)
        second.start(begin, supervisor)
        town = Town(supervisor, instance, first, second, begin)
        try:
            town.runs(first)
            town.runs(second)
            wait_until(lambda: town.ask(provisioned), "the tenants to be live", seconds=PATIENCE)
            linked = select(Node.id).where(Node.linked_at.is_not(None))
            both = lambda: len(town.ask(lambda: db.session.scalars(linked).all())) == 2  # noqa: E731
            wait_until(both, "both nodes to be linked", seconds=PATIENCE)
            yield town
        finally:
            for switch in (first, second):
                if switch.node in town.live:
                    town.stops(switch)


def test_a_node_dies_under_a_call(town: Town) -> None:
    assert town.homes() == {"fs1"}
    seat = str(town.instance.documents[TENANT]["seats"][0]["number"])
    town.talks(town.first, seat)

    town.stops(town.first)
    town.first.kill()
    killed_at = clock.now()
    wait_until(lambda: town.homes() == {"fs2"}, "the tenants to move", seconds=PATIENCE)
    wait_until(lambda: town.ask(provisioned), "the other node's word", seconds=PATIENCE)
    town.talks(town.second, seat)

    def moves() -> list[tuple[str, str, datetime, datetime | None, datetime | None]]:
        columns = (Tenant.name, Move.why, Move.at, Move.live_at, Move.done_at)
        query = select(*columns).join(Tenant, Tenant.id == Move.tenant_id)
        return [tuple(row) for row in db.session.execute(query.order_by(Tenant.name))]  # type: ignore[misc]

    found = town.ask(moves)
    assert [(name, why) for name, why, *_ in found] == [("ankang", FAILED_OVER), ("linlang", FAILED_OVER)]
    for _, _, at, live_at, done_at in found:
        assert at - killed_at >= timedelta(seconds=float(AFTER)) / 2  # it is no gap of the link
        assert live_at is not None
        assert live_at >= at
        assert done_at is None  # nobody can say that nothing is left on the dead node

    town.first.start(town.begin + timedelta(hours=1))
    wait_until(lambda: all(row[4] for row in town.ask(moves)), "the old node to be clean", seconds=PATIENCE)
    assert town.homes() == {"fs2"}
    assert town.domain not in town.first.run("callcenter_config queue list")
    assert town.domain not in town.first.run("callcenter_config agent list")
    assert town.leg(town.second, seat)  # the talk on the new home was not disturbed
