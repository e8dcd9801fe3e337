"""``seatyard seat state|list|history``, over a real socket to a switch in this process."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from esl.models import Node
from seatyard.db import db
from tests.factories import NodeFactory, PlacementFactory, SeatFactory, TenantFactory
from tests.support.event_socket import PASSWORD, Switch, serving

CONTACT = "sofia/internal/sip:1001@10.0.0.1:5060"


@pytest.fixture
def switch(app: Flask, tmp_path: Path) -> Iterator[Switch]:
    """fs1, with tenant acme and its seat 1001, whose phone is registered."""
    switch = Switch()
    switch.answers = lambda command: CONTACT if command.startswith("sofia_contact") else "+OK\n"
    (tmp_path / "password").write_text(PASSWORD)
    with serving(switch) as address:
        node = NodeFactory(name="fs1", port=address.port, password_file=str(tmp_path / "password"))
        tenant = TenantFactory(name="acme", domain="acme.test")
        PlacementFactory(tenant=tenant, node=node)
        seat = SeatFactory(tenant=tenant, number="1001", name="李雷")
        db.session.commit()
        switch.agent = seat.switch_name  # type: ignore[attr-defined]
        yield switch


def test_a_state_is_kept_and_told(switch: Switch, command: Any) -> None:
    agent = switch.agent  # type: ignore[attr-defined]
    done = command("seat", "state", "acme", "1001", "busy", "--reason", "2", "--by", "hanmeimei", "--json")
    assert done.exit_code == 0, done.output
    assert (json.loads(done.output)["status"], json.loads(done.output)["problem"]) == ("On Break", "")
    assert switch.ran == [
        "sofia_contact */1001@acme.test",
        f"callcenter_config agent set status {agent} 'On Break'",
    ]
    (entry,) = json.loads(command("seat", "list", "acme", "--json").output)
    assert (entry["state"], entry["reason"], entry["reason_name"]) == ("busy", 2, "用餐")
    (interval,) = json.loads(command("seat", "history", "acme", "1001", "--json").output)
    assert (interval["state"], interval["source"], interval["by"]) == ("busy", "api", "hanmeimei")


def test_minutes_of_after_call_work_are_the_switchs_own(switch: Switch, command: Any) -> None:
    done = json.loads(
        command("seat", "state", "acme", "1001", "after_call", "--minutes", "5", "--json").output
    )
    assert done["status"] == "Available"
    assert switch.ran[1].startswith(f"callcenter_config agent set ready_time {switch.agent} 1")  # type: ignore[attr-defined]
    command("seat", "state", "acme", "1001", "ready")
    assert f"callcenter_config agent set ready_time {switch.agent} 0" in switch.ran  # type: ignore[attr-defined]


def test_a_seat_without_a_phone_stays_logged_out(switch: Switch, command: Any) -> None:
    switch.answers = lambda command: "error/user_not_registered" if "sofia" in command else "+OK\n"
    done = command("seat", "state", "acme", "1001", "ready")
    assert done.output.strip() == "1001: ready, on the switch: Logged Out"


def test_a_refusal_of_the_switch_is_told(switch: Switch, command: Any) -> None:
    switch.answers = lambda command: CONTACT if "sofia" in command else "-ERR Agent not found!\n"
    done = json.loads(command("seat", "state", "acme", "1001", "ready", "--json").output)
    assert done["status"] is None
    assert "Agent not found" in done["problem"]


def test_a_node_that_is_away_gets_it_later(switch: Switch, command: Any) -> None:
    node = db.session.scalars(select(Node)).one()
    node.port = 1
    db.session.commit()
    done = command("seat", "state", "acme", "1001", "signed_out")
    assert "1001: signed_out, on the switch: the node has it when it is back: " in done.output
    (entry,) = json.loads(command("seat", "list", "acme", "--json").output)
    assert entry["state"] == "signed_out"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["state", "nobody", "1001", "busy"], "no seat 1001 of tenant nobody"),
        (["state", "acme", "1009", "busy"], "no seat 1009 of tenant acme"),
        (["state", "acme", "1001", "busy", "--reason", "9"], "--reason: no reason 9 of busy"),
        (["list", "nobody"], "no tenant nobody"),
        (["history", "acme", "1009"], "no seat 1009 of tenant acme"),
    ],
)
def test_bad_input_is_one_line(switch: Switch, command: Any, arguments: list[str], message: str) -> None:
    done = command("seat", *arguments)
    assert (done.exit_code, message in done.stderr) == (2, True), done.stderr
    assert len(done.stderr.splitlines()) == 1
