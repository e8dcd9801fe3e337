"""The end of a run: what a careful operator does at a month's end, by the commands there are for it."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from esl.models import CdrRecord, Hangup
from esl.reconcile.records import MISSING
from seatyard.db import db
from seatyard.findings import Finding
from seatyard.identity.permissions import OPERATOR

from . import reckoning
from .driving import Driver
from .faults import Faults
from .house import House
from .outcome import Options, Outcome

ZONE = ZoneInfo("Asia/Shanghai")
WHY = "the error folder's disk was full"
SETTLES = 240.0
"""Seconds until a call of which nobody was told is a finding: two minutes for its record, and two looks."""
SWEEP_EVERY = 20.0
"""Seconds between two sweeps of the nodes' error folders while the run goes on."""


class Sweeper:
    """Takes in what lies in the error folders, now and then, as a node's timer does."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.taken = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sweeper", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._over.set()
        self._thread.join()

    def sweep(self) -> None:
        for switch in self.house.switches:
            folder = switch.lab.error_folder
            swept = self.house.command("switch", "sweep-cdrs", str(folder), "--node", switch.name)
            self.taken += swept["stored"] + swept["known"] + swept["conflict"]
            for file in (folder / "taken").glob("*"):
                file.unlink()

    def _run(self) -> None:
        while not self._over.wait(SWEEP_EVERY):
            with suppress(AssertionError, OSError):  # the database or the folder is away: the next takes it
                self.sweep()


def settle(
    house: House,
    options: Options,
    drivers: list[Driver],
    faults: Faults,
    sweeper: Sweeper,
    work: dict[str, float],
) -> Outcome:
    """What a careful operator does at a month's end, by the commands that he has for it."""
    _heard(house)
    sweeper.sweep()
    house.command("meter", "fold", "--again")
    first, last = drivers[0].begin, max(driver.drained_at for driver in drivers)
    span = ("--from", (first - timedelta(hours=1)).isoformat(), "--to", last.isoformat())
    rebuilt = _rebuilt(house, span)
    stats = [driver.stats for driver in drivers]
    if sum(one["records_lost"] for one in stats) > len(rebuilt):
        time.sleep(SETTLES)
        rebuilt |= _rebuilt(house, span)
    for driver in drivers:
        driver.left.set()
        driver.join()
    for worker in house.workers:
        worker.stop(60)
    months = sorted({moment.astimezone(ZONE).strftime("%Y-%m") for moment in (first, last)})
    words = [month for month in months if not _closed(house, month)]
    logs = {switch.name: reckoning.read_log(switch.lab.call_log, switch.name) for switch in house.switches}
    with house.looking():
        metered, charges, told = reckoning.read_database()
        still = select(Finding.kind, func.count()).where(Finding.cleared_at.is_(None))
        query = still.group_by(Finding.kind)
        findings = {str(kind): int(count) for kind, count in db.session.execute(query)}
        records = db.session.scalar(select(func.count(CdrRecord.id))) or 0
        hangups = db.session.scalar(select(func.count(Hangup.uuid))) or 0
    return Outcome(
        options=options,
        faults=faults.done,
        restarts=house.supervisor.restarts,
        begin=first,
        seconds=max(driver.seconds for driver in drivers),
        calls=sum(
            one.start is not None and one.start < driver.paused
            for driver in drivers
            for one in logs[driver.switch.name]
        ),
        legs=sum(one["records"] for one in stats),
        posted=sum(one["records_posted"] for one in stats),
        swept=sweeper.taken,
        lost=sum(one["records_lost"] for one in stats),
        rebuilt=rebuilt,
        repeated=sum(switch.posts.repeated for switch in house.switches),
        records=records,
        hangups=hangups,
        findings=findings,
        words=words,
        worked=work,
        reckoning=reckoning.reckon([one for log in logs.values() for one in log], metered, charges, told),
    )


def _rebuilt(house: House, span: tuple[str, ...]) -> frozenset[str]:
    """Bill what was heard of and has no record; its legs by uuid."""
    house.command("meter", "reconcile", *span)
    done = house.command("meter", "rebuild", "--kind", MISSING, "--by", OPERATOR, "--reason", WHY)
    assert not done["left"], done["left"]
    return frozenset(one["uuid"] for one in done["rebuilt"])


def _closed(house: House, month: str) -> bool:
    """Close it; whether that went without a person's word, which open findings ask for."""
    try:
        house.command("bill", "close", month)
    except AssertionError:
        word = ("--despite-findings", "--by", OPERATOR, "--reason", "they are what the run is about")
        house.command("bill", "close", month, *word)
        return False
    return True


def _heard(house: House, quiet: float = 3, most: float = 90) -> None:
    """Until both workers' sessions are up again and no more hang-ups are written."""

    def count() -> int:
        with house.looking():
            return db.session.scalar(select(func.count(Hangup.uuid))) or 0

    end, before = time.monotonic() + most, -1
    while time.monotonic() < end and (now := count()) != before:
        before = now
        time.sleep(quiet)
