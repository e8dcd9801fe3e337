"""The lab switch: all its parts, and what they share."""

from __future__ import annotations

import socket
from collections import deque
from collections.abc import Callable

from .api.registry import Registry
from .apps import (  # noqa: F401  (they register their applications)
    basic,
    bridge,
    callcenter,
    conference,
    consulting,
    curl,
    eavesdrop,
    intercept,
    media,
    meta,
    valet,
)
from .callcenter.center import CallCenter
from .calllog import CallLog
from .calls import hooks
from .calls.callers import Callers
from .calls.carriers import Carriers
from .calls.channel import Channel
from .calls.hands import Hands
from .calls.limits import Limits
from .calls.phones import Phones
from .calls.registrar import Registrar
from .chance import Chance
from .clock import SECOND, Clock
from .conf.folder import Folder
from .conf.settings import Settings
from .conference.conferences import Conferences
from .eventsocket.bus import Core, EventBus
from .kernel import Kernel
from .memory import Memory
from .records.delivery import LANES, Records
from .xml.directory import Directory
from .xml.source import XmlSource

FIVE_MINUTES = 300


class Switch:
    """One FreeSWITCH that is none."""

    def __init__(
        self,
        folder: Folder,
        settings: Settings,
        clock: Clock,
        chance: Chance,
        calllog: CallLog,
        phones: Phones,
        carriers: Carriers,
        posts: int = LANES,
    ) -> None:
        self.folder = folder
        self.settings = settings
        self.clock = clock
        self.chance = chance
        self.calllog = calllog
        self.phones = phones
        self.carriers = carriers
        self.kernel = Kernel(clock)
        core_uuid = chance.uuid("core", clock.now, calllog.boots)
        self.bus = EventBus(clock, Core(core_uuid, socket.gethostname(), settings.switchname))
        self.registry = Registry(self.bus)
        self.globals = {**folder.globals, "core_uuid": core_uuid, "switchname": settings.switchname}
        self.xml = XmlSource(folder, settings.bindings, settings.switchname)
        self.directory = Directory(self.xml, self.bus, clock)
        self.registrar = Registrar(self)
        self.callcenter = CallCenter(self)
        self.conferences = Conferences(self)
        self.callers = Callers(self.kernel)
        self.hands = Hands()
        self.limits = Limits()
        self.memory = Memory()
        self.lots: dict[str, dict[str, str]] = {}
        """Valet parking: by lot and place, the leg that waits there."""
        self.records = Records(settings.json_cdr, folder.path, posts)
        self.channels: dict[str, Channel] = {}
        self.paused = False
        self.on_empty: Callable[[], None] | None = None
        """Called when the last leg is gone (``fsctl shutdown elegant``)."""
        self.sessions = 0
        self.peak = 0
        self._lately: deque[int] = deque()

    def next_session(self) -> int:
        self.sessions += 1
        self._lately.append(self.clock.epoch)
        while self._lately and self._lately[0] < self.clock.epoch - FIVE_MINUTES:
            self._lately.popleft()
        return self.sessions

    def sessions_last_second(self) -> int:
        return sum(epoch == self.clock.epoch for epoch in self._lately)

    def refuses_calls(self) -> bool:
        """``fsctl pause``, or as many sessions as are allowed."""
        return self.paused or len(self.channels) > self.settings.max_sessions

    def started(self, channel: Channel) -> None:
        """A leg is there."""
        self.peak = max(self.peak, len(self.channels))
        self.calllog.leg_began(channel)
        phone = self.phones.by_address.get(channel.remote.phone)
        if phone is not None:
            phone.calls += 1
            channel.on_hangup.append(lambda: setattr(phone, "calls", phone.calls - 1))

    def rings(self, channel: Channel) -> None:
        """A leg that is called rings."""
        hooks.rings(channel)

    def answered(self, channel: Channel) -> None:
        """A leg has been answered, or has answered."""
        hooks.answered(channel)

    def ended(self, channel: Channel) -> None:
        """A leg's hang-up has been reported."""
        hooks.hung_up(channel)
        self.channels.pop(channel.uuid, None)
        self.hands.ended(channel)
        self.calllog.leg_ended(channel)
        self.check_empty()

    def check_empty(self) -> None:
        if self.on_empty is not None and not self.channels:
            self.on_empty()

    def uptime(self) -> int:
        """Microseconds of simulated time since the start."""
        return self.clock.now - self.clock.started

    def heartbeat_interval(self) -> int:
        return self.settings.heartbeat * SECOND
