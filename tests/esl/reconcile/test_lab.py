"""The lab switch while events are dropped, records are dropped, and it is killed: each leg is accounted for.

Each channel that it made has its record here, or stands in exactly one finding; one that no word of came
through is in the figure of ``sessions_differ``.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from esl.calls.legs import leg_of
from esl.models import CdrRecord
from esl.reconcile import live, sessions, telling
from esl.reconcile.channels import ANSWERED, ENDED, Channels
from esl.reconcile.live import Live
from esl.reconcile.records import compare
from esl.session import Event
from esl.session.replies import Reply
from seatyard import findings
from seatyard.db import db
from tests.esl.calls import world
from tests.esl.lab import running
from tests.support import hearing

STEP = 10
STEPS = 24
QUIET = 6
"""Steps before the end in which no word is dropped: what comes later still could."""


@dataclass
class Step:
    """What the switch said in ten seconds, and its own list at their end."""

    at: datetime
    events: list[dict[str, Any]]
    records: list[bytes]
    rows: list[dict[str, str]]
    answers: dict[str, str]


@dataclass
class Life:
    """One life of the switch, from its start until it was killed."""

    core: str = ""
    steps: list[Step] = field(default_factory=list)

    @property
    def events(self) -> list[dict[str, Any]]:
        return [event for step in self.steps for event in step.events]

    def uuids(self, name: str) -> set[str]:
        return {event["Unique-ID"] for event in self.events if event["Event-Name"] == name}


def lived(tmp: Path, start: str) -> Life:
    """Callers who talk to an echo or to a phone, for four minutes; then nothing more is heard of it."""
    life = Life()

    async def main() -> None:
        async with running.lab(tmp, subscribe="event json ALL", start=start) as bench:
            clock, heard, posted = bench.lab.switch.clock, 0, 0
            for number in range(STEPS):
                talk = f"talk={7 + number % 5 * 9} patience=20"
                await bench.client.api(f"lab call 138{number:08d} 9196 domain=acme.test {talk}")
                await bench.client.api(f"lab call 139{number:08d} 1002 domain=acme.test {talk}")
                await bench.later(STEP)
                rows = json.loads(await bench.client.api("show channels as json")).get("rows", [])
                uuids = [row["uuid"] for row in rows]
                asked = (
                    ["status"]
                    + [f"uuid_getvar {one} session_id" for one in uuids]
                    + [f"uuid_dump {one} json" for one in uuids]
                )
                answers = {one: await bench.client.api(one) for one in asked}
                events, records = bench.client.events[heard:], bench.plane.records[posted:]
                heard, posted = heard + len(events), posted + len(records)
                life.steps.append(Step(clock.at(), events, records, rows, answers))
            life.core = life.events[0]["Core-UUID"]

    running.run(main)
    return life


@pytest.fixture(scope="module")
def lives(tmp_path_factory: pytest.TempPathFactory) -> list[Life]:
    folder = tmp_path_factory.mktemp("lives")
    return [
        lived(folder / "one", "2026-03-02T09:00:00+08:00"),
        lived(folder / "two", "2026-03-02T09:30:00+08:00"),
    ]


class Switch:
    """The session of a life that is over, step by step."""

    up = True

    def __init__(self) -> None:
        self.core, self.step = "", Step(datetime.min, [], [], [], {})

    def bgapi(self, command: str, timeout: float | None = None) -> Reply:
        if command == live.LIST:
            return Reply(json.dumps({"rows": self.step.rows}), self.core, self.step.at)
        return Reply(self.step.answers.get(command, ""), self.core, self.step.at)


def began(life: Life, until: int) -> list[str]:
    """The channels made in the first steps."""
    return sorted(
        event["Unique-ID"]
        for step in life.steps[2:until]
        for event in step.events
        if event["Event-Name"] == "CHANNEL_CREATE"
    )


def test_each_leg_is_told_as_it_was_recorded(lives: list[Life]) -> None:
    """As with the captures (``test_telling``)."""
    for life in lives:
        channels, told = Channels(life.core), {}
        for said in life.events:
            event = Event(dict(said))
            if event.name == ENDED:
                uuid = event.get("Unique-ID")
                told[uuid] = telling.of_event(event, channels.first(uuid))
            channels.feed(event)
        posted = [json.loads(record) for step in life.steps for record in step.records]
        assert len(posted) > 40
        for record in posted:
            uuid = record["variables"]["uuid"]
            assert leg_of(1, 1, uuid, "a", told[uuid]) == leg_of(1, 1, uuid, "a", record)


@pytest.mark.parametrize("seed", range(2))
def test_each_leg_is_recorded_or_found(
    app: Flask, acme: int, lives: list[Life], monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(live, "GRACE", 0.0)
    monkeypatch.setattr(sessions, "GRACE", timedelta(0))
    dice = random.Random(seed)
    switch = Switch()
    watching, hangups = Live(1, "fs1", switch), hearing.hangups(1)  # type: ignore[arg-type]
    silent: set[str] = set()
    """Of which no word came through, and which no list showed."""
    for life in lives:
        able = began(life, STEPS - QUIET)
        deaf = set(dice.sample(able, len(able) // 4))
        recordless = set(dice.sample(able, len(able) // 4))
        listed = {row["uuid"] for step in life.steps for row in step.rows}
        silent |= (deaf & recordless & (life.uuids(ENDED) | life.uuids(ANSWERED))) - listed
        switch.core = life.core
        watching.begin(life.core, life.steps[0].at - timedelta(seconds=STEP), [])
        for step in life.steps:
            switch.step = step
            for said in step.events:
                event = Event(dict(said))
                if event.get("Unique-ID") in deaf or (dice.random() < 0.05 and event.name == ANSWERED):
                    continue
                watching.feed(event)
                hangups.feed(event)
            kept = [one for one in step.records if json.loads(one)["variables"]["uuid"] not in recordless]
            hangups.write()
            world.post(app, kept)
            watching.look()
            watching.keep()
    later = lives[-1].steps[-1].at + timedelta(minutes=9)
    watching.begin("a third life", later, [])
    switch.core, switch.step = "a third life", Step(later, [], [], [], {})
    watching.look()
    compare(later - timedelta(days=1), later + timedelta(days=1))

    db.session.rollback()
    recorded = set(db.session.scalars(select(CdrRecord.uuid)))
    missing = {one.detail["uuid"] for one in findings.still_open("cdr_missing")}
    lost = {one.detail["uuid"] for one in findings.still_open("call_lost")}
    unknown = sum(one.detail["unknown"] for one in findings.still_open("sessions_differ"))
    ended = {uuid for life in lives for uuid in life.uuids(ENDED)}
    answered = {uuid for life in lives for uuid in life.uuids(ANSWERED)}
    cut = answered - ended
    assert all((recorded, missing, lost, unknown, cut & lost)), "the dice dropped too little to say anything"
    assert not recorded & (missing | lost)
    assert not missing & lost
    assert ended | cut == (recorded | missing | lost | silent) & (ended | cut)
    assert unknown == len(silent)
    assert not silent & (recorded | missing | lost)
    for one in findings.still_open("call_lost"):
        assert one.detail["answered_at"] <= one.detail["proven"] <= one.detail["missed"]
