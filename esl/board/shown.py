"""A board as a web process has it: one for all who look at it, and what to send them. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson

from seatyard.web.streams import event

from .reading import Row


class Shown:
    def __init__(self) -> None:
        self.version = self.floor = 0
        self._rows: dict[str, Row] = {}
        """By name; those that are gone too, above the floor."""

    def take(self, rows: Iterable[Row], version: int, floor: int) -> None:
        """What has changed up to ``version``."""
        for row in rows:
            self._rows[row.name] = row
            version = max(version, row.version)
        if floor > self.floor:
            self._rows = {
                name: row for name, row in self._rows.items() if not row.gone or row.version > floor
            }
        self.version, self.floor = version, max(floor, self.floor)

    def all(self, at: int) -> bytes:
        """All of it, for who knows nothing; ``at``: milliseconds since 1970."""
        there = {name: row.body for name, row in self._rows.items() if not row.gone}
        return self._event("all", at, there)

    def since(self, version: int, at: int) -> bytes:
        """What has changed since a version; all, where that is too long ago."""
        if not self.floor <= version <= self.version:
            return self.all(at)
        changed = {
            name: None if row.gone else row.body for name, row in self._rows.items() if row.version > version
        }
        return self._event("change", at, changed)

    def _event(self, name: str, at: int, entries: dict[str, Any]) -> bytes:
        return event(name, orjson.dumps({"at": at, "entries": entries}), self.version)
