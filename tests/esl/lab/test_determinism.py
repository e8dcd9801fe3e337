"""Which calls are made, when and how they end depends on the scenario and its seed alone."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from . import folder, running
from .plane import Plane
from .test_callcenter import configuration, phones

START = datetime.fromisoformat("2026-03-02T08:00:00+08:00")
HOURS = 2.0
QUEUE = """
<context name="public"><extension name="queue"><condition field="destination_number" expression="0001$">
<action application="answer"/><action application="callcenter" data="support@acme.test"/>
</condition></extension></context>
<context name="default"><extension name="out"><condition field="destination_number" expression="^0">
<action application="bridge" data="sofia/gateway/carrier1/${destination_number}"/>
</condition></extension></context>
"""
SCENARIO: dict[str, Any] = {
    "timezone": "Asia/Shanghai",
    "phones": phones(),
    "inbound": [
        {
            "did": "+861088880001",
            "domain": folder.DOMAIN,
            "calls_per_day": {"weekday": 80},
            "hours": {8: 1, 9: 1},
            "talk": {"mean": 220, "sigma": 0.5},
            "patience": {"mean": 60, "sigma": 0.5},
            "misdialled": 0.1,
        }
    ],
    "outbound": [
        {
            "domain": folder.DOMAIN,
            "seats": ["1001", "1002"],
            "destinations": ["010xxxxxxxx"],
            "calls_per_day": {"weekday": 10},
            "hours": {8: 1, 9: 1},
        }
    ],
}


def meddle(plane: Plane, how: str) -> None:
    """Make the control plane slow, or broken now and then."""
    if how == "slow":
        plane.delay = 0.001
    if how == "flaky":
        answers = iter(range(10**9))
        plane.cdr = lambda body: (200 if next(answers) % 3 else 503, b"")
        plane.xml = lambda asked: (404 if next(answers) % 2 else 500, b"")


def play(tmp: Path, how: str = "", boots: tuple[float, ...] = (HOURS,), seed: int | None = None) -> list[str]:
    """The lines of the call log; each boot runs until so many hours after the start."""
    scenario = {**SCENARIO, "seed": seed} if seed is not None else SCENARIO
    files = {
        "autoload_configs/callcenter.conf.xml": configuration(),
        "directory/default.xml": folder.directory("1001", "1002", "1003"),
        "dialplan/default.xml": QUEUE,
    }

    async def boot(begin: float, end: float) -> None:
        start = (START + timedelta(hours=begin)).isoformat()
        async with running.lab(tmp, scenario, subscribe="", start=start, **files) as bench:
            meddle(bench.plane, how)
            await bench.later((end - begin) * 3600)

    for begin, end in zip((0.0, *boots), boots, strict=False):
        asyncio.run(boot(begin, end))
    return (tmp / "calls.jsonl").read_text().splitlines()


def ends(lines: list[str]) -> dict[str, dict[str, Any]]:
    return {each["identity"]: each for each in map(json.loads, lines) if each["record"] == "end"}


def starts(lines: list[str]) -> set[str]:
    return {each["identity"] for each in map(json.loads, lines) if each["record"] == "start"}


def test_the_same_seed_gives_the_same_log(tmp_path: Path) -> None:
    """To the byte, uuids and all."""
    first, second = play(tmp_path / "one"), play(tmp_path / "two")
    assert first == second
    assert len(ends(first)) > 60
    assert {each["outcome"] for each in ends(first).values()} >= {"answered", "abandoned", "failed"}
    assert ends(play(tmp_path / "three", seed=99)) != ends(first)


def test_a_slow_or_broken_control_plane_changes_no_call(tmp_path: Path) -> None:
    calm = play(tmp_path / "calm")
    assert play(tmp_path / "slow", "slow") == calm
    assert play(tmp_path / "flaky", "flaky") == calm


def test_a_restart_changes_only_the_calls_it_cuts_off(tmp_path: Path) -> None:
    """And those that a seat had put off because it was talking."""
    whole = play(tmp_path / "whole")
    broken = play(tmp_path / "broken", boots=(1.0, HOURS))
    assert starts(broken) <= starts(whole)
    assert all(name.startswith("out/") for name in starts(whole) - starts(broken))
    before = {name for name, end in ends(whole).items() if end["end_us"] < (START.timestamp() + 3600) * 1e6}
    assert {name: ends(broken)[name] for name in before} == {name: ends(whole)[name] for name in before}
    cut = starts(broken) - set(ends(broken))
    assert len(cut) <= 8
    for name, end in ends(broken).items():
        assert end["uuid"] == ends(whole).get(name, end)["uuid"]


def test_two_boots_never_share_a_core_uuid(tmp_path: Path) -> None:
    lines = play(tmp_path, boots=(0.1, 0.2, 0.3))
    boots = [each["core_uuid"] for each in map(json.loads, lines) if each["record"] == "boot"]
    assert len(set(boots)) == len(boots) == 3
