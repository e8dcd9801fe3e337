"""Twenty new calls a second and two hundred waiting, on the lab switch, with web and worker as processes.

The same on a real switch, for ten minutes: ``make bench ARGS=calls``.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from sqlalchemy import func, select

from admin_ui.demo import stage, traffic
from admin_ui.demo.instance import Instance
from admin_ui.demo.processes import wait_until
from admin_ui.demo.switch import LabSwitch
from esl.models import CdrRecord, Hangup
from seatyard.db import db, snapshot
from seatyard.findings import Finding

pytestmark = pytest.mark.xdist_group("demo")

BEGIN = datetime(2026, 3, 2, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
RATE, SECONDS, WAITING = 20, 30, 200


def rush(path: Path, instance: Instance, calls: float) -> Path:
    """Both numbers at once, in one hour of the day; nobody calls out, and seats talk for long."""
    scenario = yaml.safe_load(traffic.write_scenario(path, instance, calls).read_text())
    scenario["outbound"] = []
    for stream in scenario["inbound"]:
        stream |= {"hours": {10: 1}, "calls_per_day": {"weekday": RATE * 3600 / len(scenario["inbound"])}}
        stream |= {"digits": [{"1": 1}], "talk": 8, "patience": 90, "early_hangup": 0, "misdialled": 0}
    path.write_text(yaml.safe_dump(scenario))
    return path


@pytest.fixture(scope="module")
def rushed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """What was there at the height of it, and at the end: a stop that is planned ends all calls."""
    home = tmp_path_factory.mktemp("load") / "home"
    home.mkdir()
    with stage.ready(home, 1, BEGIN, rush) as (_, instance, switch), instance.app.app_context():
        wait_until(lambda: switch.available_agents() > 0, "seats to be available")
        switch.until(BEGIN + timedelta(seconds=SECONDS))
        height = waiting(switch)
        for command in ("fsctl pause", "hupall"):
            switch.run(command)
        switch.until(BEGIN + timedelta(seconds=SECONDS + 60))
        wait_until(lambda: count(CdrRecord.uuid) >= len(ends(home)), "the records")
        wait_until(lambda: count(Hangup.uuid) == count(CdrRecord.uuid), "as many hang-ups")
        yield {"height": height, "ends": ends(home), "switch": switch, "instance": instance}


def waiting(switch: LabSwitch) -> int:
    queues = [row.split("|")[0] for row in switch.run("callcenter_config queue list").splitlines()]
    listed = [switch.run(f"callcenter_config queue list members {name}") for name in queues if "@" in name]
    return sum(row.count("|Waiting|") + row.count("|Trying|") for row in listed)


def ends(home: Path) -> Counter[str]:
    lines = (home / "lab-calls.jsonl").read_text().splitlines()
    return Counter(one["uuid"] for one in map(json.loads, lines) if one["record"] == "end")


def count(column: Any) -> int:
    with snapshot():
        return db.session.scalar(select(func.count(column))) or 0


def test_so_many_came_and_waited(rushed: dict[str, Any]) -> None:
    assert len(rushed["ends"]) >= RATE * SECONDS * 0.8
    assert rushed["height"] >= WAITING


def test_every_leg_has_one_record(rushed: dict[str, Any]) -> None:
    with snapshot():
        records = Counter(db.session.scalars(select(CdrRecord.uuid)))
        hangups = Counter(db.session.scalars(select(Hangup.uuid)))
    assert records == hangups
    assert set(records.values()) == {1}
    assert rushed["ends"] <= records  # the switch's log has no legs to seats that were never connected


def test_nobody_is_stuck(rushed: dict[str, Any]) -> None:
    switch = rushed["switch"]
    agents = [row for row in switch.run("callcenter_config agent list").splitlines() if "|Available|" in row]
    assert agents
    assert all("|Waiting|" in row for row in agents)
    assert waiting(switch) == 0
    with snapshot():
        kinds = set(db.session.scalars(select(Finding.kind)))
    assert kinds <= {"prompt_without_recording"}  # nothing is spoken here
