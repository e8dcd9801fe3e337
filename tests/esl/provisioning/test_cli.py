"""``seatyard switch plan|apply|drift``, over real sockets to a switch in this process."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from esl.answers.callcenter import wanted
from esl.models import Node, Placement
from seatyard.db import db
from tenants.models import Tenant
from tests.factories import NodeFactory, PlacementFactory, QueueSeatFactory, SeatFactory
from tests.support.callcenter import CallcenterSwitch
from tests.support.event_socket import EMPTY, PASSWORD, Switch, serving


@pytest.fixture
def switch(app: Flask, tmp_path: Path) -> Iterator[CallcenterSwitch]:
    """A node fs1 that listens, with one tenant placed on it; its phone 1001 is registered."""

    def document(queue: str) -> Any:
        with app.app_context():  # the switch asks from a greenlet of its own
            return wanted(db.session.scalars(select(Tenant).filter_by(domain=queue.rpartition("@")[2])).one())

    callcenter, socket = CallcenterSwitch(document), Switch()
    row = {"reg_user": "1001", "realm": "tenant.test", "token": "t", "network_ip": "", "network_port": ""}
    phones = json.dumps({"row_count": 1, "rows": [row]})

    def answers(command: str) -> str:
        if command == "show registrations as json":
            return phones
        return EMPTY.get(command) or callcenter.bgapi(command).text

    socket.answers = answers
    (tmp_path / "password").write_text(f"{PASSWORD}\n")
    with serving(socket) as address:
        node = NodeFactory(name="fs1", port=address.port, password_file=str(tmp_path / "password"))
        tier = QueueSeatFactory(seat__number="1001")
        tier.queue.tenant.name, tier.queue.tenant.domain = "acme", "tenant.test"
        tier.seat.tenant = tier.queue.tenant
        PlacementFactory(tenant=tier.queue.tenant, node=node)
        db.session.commit()
        yield callcenter


def test_plan_apply_drift(switch: CallcenterSwitch, command: Any) -> None:
    planned = command("switch", "plan", "--json")
    assert planned.exit_code == 0, planned.output
    (node,) = json.loads(planned.output)
    words = [one["command"].split()[1:3] for one in node["commands"]]
    assert words[:2] == [["queue", "load"], ["agent", "add"]]
    assert words[-1] == ["agent", "set"]
    assert {one["tenant"] for one in node["commands"]} == {"acme"}

    applied = command("switch", "apply")
    assert (applied.output, applied.exit_code) == ("fs1: acme: generation 1 is live\n", 0)
    assert {row["status"] for row in switch.agents.values()} == {"Available"}
    assert db.session.scalars(select(Placement.acked_generation)).one() == 1
    assert command("switch", "plan").output == "fs1: in order: nothing to do\n"

    assert command("switch", "drift").output == "fs1: no drift\n"
    switch.queues.clear()
    drifted = command("switch", "drift", "--node", "fs1")
    assert drifted.exit_code == 1
    assert drifted.output.startswith("fs1: callcenter_config queue load queue-")
    command("switch", "apply", "--tenant", "acme")
    assert command("switch", "drift", "--tenant", "acme").exit_code == 0


def test_refusal_is_told_and_status_1(switch: CallcenterSwitch, command: Any) -> None:
    switch.refuse = {"callcenter_config queue load": "-ERR Invalid Queue not found!\n"}
    refused = command("switch", "apply", "--json")
    assert refused.exit_code == 1
    (node,) = json.loads(refused.output)
    (told,) = node["tenants"]
    assert (told["tenant"], told["generation"]) == ("acme", None)
    assert "-ERR Invalid Queue not found!" in told["problem"]


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("--node", "fs9"), "seatyard: node fs9: no such node (allowed: fs1)\n"),
        (("--tenant", "nobody"), "seatyard: tenant nobody: no such tenant\n"),
        (("--tenant", "homeless"), "seatyard: tenant homeless: it is placed on no node yet\n"),
        (
            ("--node", "fs2", "--tenant", "acme"),
            "seatyard: tenant acme: it lives on another node (allowed: fs1)\n",
        ),
    ],
)
def test_names_that_nothing_has(
    switch: CallcenterSwitch, command: Any, arguments: tuple[str, ...], line: str
) -> None:
    SeatFactory(tenant__name="homeless")
    db.session.commit()
    result = command("switch", "plan", *arguments)
    assert (result.exit_code, result.stderr) == (2, line)


def test_node_that_does_not_answer(switch: CallcenterSwitch, command: Any) -> None:
    node = db.session.scalars(select(Node)).one()
    node.port = 1
    db.session.commit()
    result = command("switch", "plan")
    assert result.exit_code == 2
    assert "fs1 (127.0.0.1:1): cannot connect" in result.stderr
    node.password_file = "/nowhere"
    db.session.commit()
    result = command("switch", "plan")
    assert result.stderr == (
        "seatyard: node fs1: cannot read its Event Socket password: No such file or directory\n"
    )
