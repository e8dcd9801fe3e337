"""The run itself: load, faults, the mending, the close of two months, the reckoning."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from admin_ui.demo.processes import wait_until

from .driving import Driver
from .ending import Sweeper, settle
from .faults import Faults, mend_all
from .house import PATIENCE, House, standing
from .outcome import Options, Outcome
from .processors import worked

ZONE = ZoneInfo("Asia/Shanghai")


def begin_of(seconds: float, today: datetime) -> datetime:
    """A moment from which half of the run lies in one month and half in the next, both over by now.

    It ends with a whole minute: calls come by the minute.
    """
    this = today.astimezone(ZONE).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    last = (this - timedelta(days=1)).replace(day=1)
    return last + timedelta(minutes=math.ceil(seconds / 120)) - timedelta(seconds=seconds)


def play(
    home: Path,
    options: Options,
    told: Callable[[str], object] = lambda _: None,
    meanwhile: Callable[[House], object] = lambda _: None,
) -> Outcome:
    """Play it in an empty folder; ``meanwhile`` is called once calls come in."""
    begin = begin_of(options.seconds, datetime.now(UTC))
    with standing(home, options, begin) as house:
        drivers = [Driver(switch, begin, house.supervisor) for switch in house.switches]
        for driver in drivers:
            driver.start()
        for driver in drivers:
            driver.ready.wait()
        _check(drivers)
        wait_until(lambda: house.settled, "the nodes to acknowledge their tenants", seconds=PATIENCE)
        told(f"calls from {begin.isoformat()} on")
        faults = Faults(house, options.seed, told)
        sweeper = Sweeper(house)
        for driver in drivers:
            driver.go.set()
        meanwhile(house)
        if options.faults:
            faults.start()
        sweeper.start()
        _wait(drivers, options.seconds)
        if options.faults:
            faults.stop()
        sweeper.stop()
        mend_all(house)
        work = worked(house)
        told("all is mended; the last calls end")
        for driver in drivers:
            driver.over.set()
        for driver in drivers:
            driver.drained.wait()
        _check(drivers)
        assert not faults.failed, faults.failed
        told("the months are closed")
        return settle(house, options, drivers, faults, sweeper, work)


def _wait(drivers: list[Driver], seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        _check(drivers)
        time.sleep(0.2)


def _check(drivers: list[Driver]) -> None:
    for driver in drivers:
        if driver.failed is not None:
            raise driver.failed
