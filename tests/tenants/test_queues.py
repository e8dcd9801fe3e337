"""The ``queues`` section: what a file may say of a queue, and that an export says it again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import select

from seatyard.db import db
from tenants.models import Queue
from tests.factories import NodeFactory, NumberFactory

from .files import DID, acme, write


@pytest.fixture(autouse=True)
def pool(app: Any) -> None:
    NodeFactory(name="fs1")
    NumberFactory(e164=DID, tenant=None)
    db.session.commit()


def document(**settings: Any) -> dict[str, Any]:
    """Two queues, the first with these settings."""
    first = acme()["queues"][0] | settings
    return acme(queues=[first, {"name": "second", "seats": ["1001"]}])


EVERYTHING = {
    "strategy": "round-robin",
    "wait_limit": 90,
    "on_timeout": "queue:second",
    "max_waiting": 20,
    "on_full": "voicemail:sales",
    "no_seat_limit": 30,
    "on_no_seat": "seat:1001",
    "level_wait": 15,
    "wrap_up": 5,
    "announce_seat": True,
    "announce_position": True,
    "survey": True,
    "call_back": {"attempts": 2, "pause": 5, "hours": "Mon-Fri 10:00-18:00"},
}


def test_an_export_gives_back_what_the_file_said(command, tmp_path: Path) -> None:
    command("tenant", "onboard", write(tmp_path, document(**EVERYTHING)))
    exported = yaml.safe_load(command("tenant", "export", "acme").output)
    sales = next(queue for queue in exported["queues"] if queue["name"] == "sales")
    assert {name: sales[name] for name in EVERYTHING} == EVERYTHING
    again = command("tenant", "onboard", write(tmp_path, document() | exported, "again.yaml"))
    assert "nothing to change" in again.output, again.output


@pytest.mark.parametrize(
    ("wish", "rule"),
    [
        (True, {"attempts": 3, "pause": 10, "hours": "Mon-Sun 09:00-20:00"}),
        ({"attempts": 1}, {"attempts": 1, "pause": 10, "hours": "Mon-Sun 09:00-20:00"}),
        ({}, {}),
        (False, {}),
    ],
)
def test_what_calling_back_means(command, tmp_path: Path, wish: Any, rule: dict[str, Any]) -> None:
    result = command("tenant", "onboard", write(tmp_path, document(call_back=wish)))
    assert result.exit_code == 0, result.output
    assert db.session.scalars(select(Queue.call_back).filter_by(name="sales")).one() == rule


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"on_full": "queue:second"}, "queues[0].on_full: nobody is ever sent there without max_waiting"),
        (
            {"on_no_seat": "seat:1001"},
            "queues[0].on_no_seat: nobody is ever sent there without no_seat_limit",
        ),
        (
            {"max_waiting": 5, "on_full": "queue:none"},
            "queues[0].on_full: no queue none (allowed: sales, second)",
        ),
        (
            {"max_waiting": 5, "on_full": "queue:sales"},
            "queues: full or empty queues send callers round: sales → sales",
        ),
        ({"call_back": {"hours": "at noon"}}, "queues[0].call_back.hours: cannot read 'at noon'"),
        ({"call_back": {"attempts": 0}}, "queues[0].call_back"),
        ({"max_waiting": -1}, "queues[0].max_waiting"),
        ({"on_full": "+8613800138000"}, "voicemail:QUEUE, queue:NAME or seat:NUMBER"),
    ],
)
def test_faults(command, tmp_path: Path, settings: dict[str, Any], message: str) -> None:
    result = command("tenant", "onboard", write(tmp_path, document(**settings)))
    assert result.exit_code == 2
    assert message in result.output, result.output


def test_two_queues_that_send_callers_to_each_other(command, tmp_path: Path) -> None:
    both = document(max_waiting=5, on_full="queue:second")
    both["queues"][1] |= {"no_seat_limit": 5, "on_no_seat": "queue:sales"}
    result = command("tenant", "onboard", write(tmp_path, both))
    assert "full or empty queues send callers round" in result.output
