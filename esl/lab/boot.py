"""Puts the lab switch together from its files, starts it, and stops it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from pathlib import Path

from seatyard.errors import InvalidInput

from .api import commands
from .calllog import CallLog
from .calls.arrivals import arrive
from .calls.carriers import Carriers
from .calls.lifecycle import hang_up
from .calls.phones import Phones
from .chance import Chance
from .clock import Clock
from .conf import settings as conf
from .conf.folder import Folder
from .eventsocket.server import EventSocketServer
from .heart import Heart
from .kernel import Outside
from .records.delivery import LANES
from .scenario import traffic
from .scenario.model import Scenario
from .switch import Switch

log = logging.getLogger(__name__)

GRACE = 30.0
"""Seconds that a stop waits for the records of calls that had already ended."""


AHEAD = 1024 * 1024
"""Bytes of events that the simulation may be ahead of a client."""


class Lab:
    """A lab switch from boot to stop."""

    def __init__(
        self, conf_dir: Path, scenario: Scenario, start: datetime, log_file: Path, posts: int = LANES
    ) -> None:
        folder = Folder(conf_dir)
        settings = conf.read(folder)
        self.scenario = scenario
        self.chance = Chance(scenario.seed)
        self.switch = Switch(
            folder,
            settings,
            Clock(start),
            self.chance,
            CallLog(log_file),
            Phones(self.chance, list(scenario.phones)),
            Carriers(self.chance),
            posts,
        )
        self.server = EventSocketServer(settings, self.switch.bus, self.switch.registry, self._fresh_uuid)
        self.switch.kernel.pace = partial(self.server.keep_pace, AHEAD)
        self.heart = Heart(self.switch)
        self.stopping = asyncio.Event()
        self._fresh = 0
        self._tasks: list[asyncio.Task[None]] = []
        commands.add_all(self)

    async def start(self) -> None:
        """Read callcenter.conf, open the Event Socket, register the phones; the clock stands still."""
        switch = self.switch
        try:
            await self.server.start()
        except InvalidInput:
            switch.calllog.close()
            raise
        switch.calllog.boot(switch.clock.now, switch.bus.core.uuid, self.scenario.seed)
        switch.records.start()
        await switch.callcenter.loader.start()
        self._tasks.append(asyncio.create_task(switch.kernel.run()))
        registered = asyncio.get_running_loop().create_future()
        switch.kernel.spawn(self._register_all(registered))
        await registered
        self.heart.start()
        self._tasks.append(asyncio.create_task(self.heart.beat_while_held()))
        self._plan_days()

    async def run(self) -> None:
        """Serve until told to stop."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            with contextlib.suppress(NotImplementedError, RuntimeError):
                loop.add_signal_handler(number, self.stopping.set)
        await self.stopping.wait()
        await self.stop()

    async def advance(self, until: int) -> None:
        """``lab until``: the clock at ``until``, and every event and record of the time before it away."""
        await self.switch.kernel.advance(until)
        await self.switch.records.drain()
        self.heart.tick()
        await self.server.keep_pace(0)

    async def stop(self) -> None:
        """A stop with calls up loses their records, as on a real node (QUIRKS 22)."""
        switch = self.switch
        switch.bus.fire("SHUTDOWN", lambda: {"Event-Info": "System Shutting Down"})
        switch.calllog.stop(switch.clock.now)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for channel in list(switch.channels.values()):
            channel.has_process = True
            hang_up(channel, "SYSTEM_SHUTDOWN")
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(switch.records.drain(), GRACE)
        await switch.records.stop()
        await self.server.close()
        await switch.xml.close()
        switch.calllog.close()

    def stop_when_empty(self) -> None:
        """``fsctl shutdown elegant``: stop as soon as no call is up."""
        self.switch.on_empty = self.stopping.set
        self.switch.check_empty()

    async def _register_all(self, done: asyncio.Future[None]) -> None:
        for phone in self.switch.phones.by_address.values():
            if phone.registers:
                await Outside(self.switch.registrar.register(phone))
        done.set_result(None)

    def _plan_days(self) -> None:
        self._plan(traffic.days(self.scenario, self.switch.clock.now))

    def _plan(self, days: Iterator[date]) -> None:
        """Schedule the calls of a day as it begins; what lies before the boot is not made."""
        switch = self.switch
        today = next(days)
        for arrival in traffic.day(self.scenario, self.chance, today):
            if arrival.at >= switch.clock.started:
                switch.kernel.at(arrival.at, partial(arrive, switch, arrival))
        midnight = traffic.midnight_after(self.scenario, today)
        switch.kernel.at(midnight, partial(self._plan, days))

    def _fresh_uuid(self, *identity: object) -> str:
        self._fresh += 1
        return self.chance.uuid("fresh", self.switch.bus.core.uuid, self._fresh, *identity)
