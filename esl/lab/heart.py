"""HEARTBEAT: the switch's proof of life, in simulated time; while the clock is held, in real time."""

from __future__ import annotations

import asyncio

from .api.texts import VERSION, uptime_text
from .eventsocket.encoding import Headers
from .switch import Switch

HELD = 20
"""Seconds between beats of a held clock at most: a client takes longer silence for a dead link."""


class Heart:
    """Beats every ``event-heartbeat-interval`` seconds, and writes each beat to the call log."""

    def __init__(self, switch: Switch) -> None:
        self._switch = switch

    def start(self) -> None:
        self._switch.kernel.after(self._switch.heartbeat_interval(), self._beat)

    def tick(self) -> None:
        self._switch.calllog.tick(self._switch.clock.now)

    async def beat_while_held(self) -> None:
        """A held clock must not look like a dead link: the same moment, said again and again."""
        before = -1
        while True:
            await asyncio.sleep(min(self._switch.settings.heartbeat, HELD))
            if self._switch.clock.now == before:
                self._fire()
            before = self._switch.clock.now

    def _beat(self) -> None:
        self._fire()
        self.tick()
        self.start()

    def _fire(self) -> None:
        self._switch.bus.fire("HEARTBEAT", self._headers)

    def _headers(self) -> Headers:
        switch = self._switch
        return {
            "Event-Info": "System Ready",
            "Up-Time": uptime_text(switch.uptime()),
            "FreeSWITCH-Version": VERSION,
            "Uptime-msec": str(switch.uptime() // 1000),
            "Session-Count": str(len(switch.channels)),
            "Max-Sessions": str(switch.settings.max_sessions),
            "Session-Per-Sec": str(switch.settings.sessions_per_second),
            "Session-Per-Sec-Last": str(switch.sessions_last_second()),
            "Session-Per-Sec-Max": str(switch.settings.sessions_per_second),
            "Session-Per-Sec-FiveMin": str(switch.settings.sessions_per_second),
            "Session-Since-Startup": str(switch.sessions),
            "Session-Peak-Max": str(switch.peak),
            "Session-Peak-FiveMin": str(switch.peak),
            "Idle-CPU": "100.000000",
        }
