"""``seatyard seat listen|whisper|barge|takeover|hangup``, over a real socket to a switch in this process."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from seatyard.db import db
from tests.factories import NodeFactory, PlacementFactory, SeatFactory, TenantFactory
from tests.support.event_socket import PASSWORD, Switch, serving

LEG = "5b1ddc5e-0000-4000-8000-000000000001"


@pytest.fixture
def switch(app: Flask, tmp_path: Path) -> Iterator[Switch]:
    """fs1, with tenant acme: supervisor 1001, and seat 1002, which talks on LEG."""
    switch = Switch()
    says(switch, "+OK\n")
    (tmp_path / "password").write_text(PASSWORD)
    with serving(switch) as address:
        node = NodeFactory(name="fs1", port=address.port, password_file=str(tmp_path / "password"))
        tenant = TenantFactory(name="acme", domain="acme.test")
        PlacementFactory(tenant=tenant, node=node)
        SeatFactory(tenant=tenant, number="1001", supervisor=True)
        SeatFactory(tenant=tenant, number="1002")
        db.session.commit()
        yield switch


def says(switch: Switch, done: str, leg: str = LEG) -> None:
    replies = {"hash select/seatyard_talks/1002@acme.test": leg, f"uuid_exists {LEG}": "true"}
    switch.answers = lambda command: replies.get(command, done)


def recorded(command: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(command("seat", "supervisions", "acme", "--json").output)
    return found


def test_the_supervisors_phone_is_rung_into_the_talk(switch: Switch, command: Any) -> None:
    done = command("seat", "listen", "acme", "1001", "1002", "--by", "lilei")
    assert done.exit_code == 0, done.output
    call = switch.ran[-1]
    assert re.match(r"originate \{[^}]*\}user/1001@acme\.test '&eavesdrop\(", call)
    assert call.endswith(f"({LEG})'")
    assert "eavesdrop_require_group=acme.test" in call
    (entry,) = recorded(command)
    assert (entry["kind"], entry["supervisor"], entry["target"], entry["source"], entry["by"]) == (
        "listen", "1001", "1002", "api", "lilei"
    )  # fmt: skip


def test_a_talk_is_ended_without_ringing(switch: Switch, command: Any) -> None:
    assert command("seat", "hangup", "acme", "1001", "1002").exit_code == 0
    assert switch.ran[-1] == f"uuid_kill {LEG}"


@pytest.mark.parametrize(
    ("leg", "done", "told"),
    [("", "+OK\n", "it does not talk"), (LEG, "-ERR NO_ANSWER\n", "NO_ANSWER")],
)
def test_what_came_to_nothing_is_not_on_record(
    switch: Switch, command: Any, leg: str, done: str, told: str
) -> None:
    says(switch, done, leg)
    refused = command("seat", "barge", "acme", "1001", "1002")
    assert refused.exit_code == 2
    assert told in refused.output
    assert recorded(command) == []


def test_only_a_supervisor(switch: Switch, command: Any) -> None:
    refused = command("seat", "listen", "acme", "1002", "1001")
    assert refused.exit_code == 2
    assert "seat 1002 is no supervisor" in refused.output
    assert switch.ran == []
