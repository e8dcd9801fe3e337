"""Events: numbered always, built only when somebody has asked for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from ..clock import Clock
from .encoding import ENCODERS, Headers, event_frame
from .names import CUSTOM, SOURCES


@dataclass(frozen=True)
class Core:
    """Who this process is, as every event says."""

    uuid: str
    hostname: str
    switchname: str
    ipv4: str = "127.0.0.1"
    ipv6: str = "::1"


class Event:
    """One event; encoded once for all who want it in the same form."""

    def __init__(self, name: str, subclass: str, headers: Headers, body: str = "") -> None:
        self.name = name
        self.subclass = subclass
        self.headers = headers
        self.body = body
        self._frames: dict[str, bytes] = {}

    def frame(self, encoding: str) -> bytes:
        found = self._frames.get(encoding)
        if found is None:
            payload = ENCODERS[encoding](self.headers, self.body)
            found = self._frames[encoding] = event_frame(payload, encoding)
        return found


class Listener(Protocol):
    """Somebody who may want events."""

    def wants(self, name: str, subclass: str) -> bool: ...

    def push(self, event: Event) -> None: ...


class EventBus:
    """Numbers every event of the process and hands those that are wanted to the listeners."""

    def __init__(self, clock: Clock, core: Core) -> None:
        self.clock = clock
        self.core = core
        self.sequence = 0
        self.delivered = 0
        self._listeners: list[Listener] = []
        self._wanted: dict[tuple[str, str], list[Listener]] = {}

    def add(self, listener: Listener) -> None:
        self._listeners.append(listener)
        self.subscriptions_changed()

    def remove(self, listener: Listener) -> None:
        if listener in self._listeners:
            self._listeners.remove(listener)
            self.subscriptions_changed()

    def subscriptions_changed(self) -> None:
        self._wanted.clear()

    def wanted(self, name: str, subclass: str = "") -> list[Listener]:
        """Who wants such an event now."""
        key = (name, subclass)
        found = self._wanted.get(key)
        if found is None:
            found = [listener for listener in self._listeners if listener.wants(name, subclass)]
            self._wanted[key] = found
        return found

    def fire(
        self,
        name: str,
        headers: Callable[[], Headers] | None = None,
        *,
        subclass: str = "",
        source: str = "",
        body: str = "",
    ) -> None:
        """Fire ``name``; ``headers`` is called only if somebody wants it. ``source`` keys ``SOURCES``."""
        self.sequence += 1
        listeners = self.wanted(name, subclass)
        if not listeners:
            return
        built: Headers = {"Event-Subclass": subclass} if subclass else {}
        built.update(self.base(name, SOURCES[source or subclass or name]))
        if headers is not None:
            built.update(headers())
        self.send(Event(name, subclass, built, body), list(listeners))

    def send(self, event: Event, listeners: list[Listener]) -> None:
        self.delivered += 1
        for listener in listeners:
            listener.push(event)

    def custom(self, subclass: str, headers: Callable[[], Headers], source: str = "") -> None:
        self.fire(CUSTOM, headers, subclass=subclass, source=source)

    def params(self, file: str, function: str, line: int, name: str = "REQUEST_PARAMS") -> Headers:
        """The headers of an event that only carries parameters, such as an xml_curl request."""
        self.sequence += 1
        return self.base(name, (file, function, line))

    def base(self, name: str, source: tuple[str, str, int]) -> Headers:
        core = self.core
        local, gmt = self.clock.event_dates()
        file, function, line = source
        return {
            "Event-Name": name,
            "Core-UUID": core.uuid,
            "FreeSWITCH-Hostname": core.hostname,
            "FreeSWITCH-Switchname": core.switchname,
            "FreeSWITCH-IPv4": core.ipv4,
            "FreeSWITCH-IPv6": core.ipv6,
            "Event-Date-Local": local,
            "Event-Date-GMT": gmt,
            "Event-Date-Timestamp": str(self.clock.now),
            "Event-Calling-File": file,
            "Event-Calling-Function": function,
            "Event-Calling-Line-Number": str(line),
            "Event-Sequence": str(self.sequence),
        }
