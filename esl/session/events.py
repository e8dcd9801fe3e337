"""An event as the switch sent it in JSON: compact, not %-encoded, every number a string."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from seatyard import clock

from .errors import LinkLost
from .frames import one_line


class Event:
    """Headers by name; a multi-value header is a list (QUIRKS 8), the body is kept separate."""

    __slots__ = ("_at", "body", "headers", "name")

    def __init__(self, headers: dict[str, Any]) -> None:
        self.body = str(headers.pop("_body", ""))
        self.headers = headers
        name = self.get("Event-Name")
        self.name = self.get("Event-Subclass") if name == "CUSTOM" else name
        """``CHANNEL_ANSWER``…, and for CUSTOM events their subclass: ``sofia::register``."""
        self._at: datetime | None = None

    @classmethod
    def parse(cls, body: bytes | bytearray) -> Event:
        """Of a ``text/event-json`` frame. FreeSWITCH passes bytes through raw, so not all is UTF-8."""
        try:
            headers = orjson.loads(body)
        except orjson.JSONDecodeError:
            try:
                headers = orjson.loads(body.decode("utf-8", "replace"))
            except orjson.JSONDecodeError as error:
                raise ValueError(f"an event that is not JSON: {error}") from error
        if not isinstance(headers, dict):
            raise ValueError("an event that is not a JSON object")
        return cls(headers)

    def get(self, name: str, default: str = "") -> str:
        """One header; of a multi-value one the first value."""
        value = self.headers.get(name, default)
        if isinstance(value, list):
            return str(value[0]) if value else default
        return str(value)

    @property
    def core_uuid(self) -> str:
        return self.get("Core-UUID")

    @property
    def at(self) -> datetime | None:
        """Event-Date-Timestamp: the switch's own clock, in steps of about 20 ms (QUIRKS 4)."""
        if self._at is None:
            stamp = self.get("Event-Date-Timestamp")
            self._at = clock.from_epoch_us(stamp) if stamp.isascii() and stamp.isdigit() else None
        return self._at


@dataclass(frozen=True)
class Subscription:
    """Which events a link asks for. Subclasses come last: after ``CUSTOM`` every word is one (QUIRKS 7)."""

    names: tuple[str, ...] = ()
    subclasses: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    """``HEADER VALUE`` each, of ``filter``: one must be met, ``-VALUE`` must not be."""

    def __post_init__(self) -> None:
        for word in (*self.names, *self.subclasses):
            if not word or word != one_line(word) or " " in word or word in ("CUSTOM", "ALL"):
                raise LinkLost(f"cannot subscribe to {word!r}")

    @property
    def command(self) -> str:
        custom: Iterable[str] = ("CUSTOM", *self.subclasses) if self.subclasses else ()
        return " ".join(("event json", *self.names, *custom))


JOBS = Subscription(("BACKGROUND_JOB",))
