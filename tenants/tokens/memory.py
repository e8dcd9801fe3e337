"""The tokens that this process has read, each with what had been decided by then."""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

from flask import current_app

from .bearer import Bearer

KNOWN = 10_000
"""Beyond them the one that was not asked for longest is forgotten."""
LASTS = 60.0
"""Seconds: what somebody changes in the database by hand makes no entry in the trail."""
_EXTENSION = "tokens remembered"


@dataclass(slots=True)
class Remembered:
    """A token that lets somebody in, unless it has expired."""

    token_id: int
    bearer: Bearer
    expires_at: datetime | None
    used_at: datetime | None
    """When its last use was noted."""
    decided: int
    """The last entry of the audit trail about who is let in, when all this was so (``audit.admission``)."""
    read_at: float = field(default_factory=time.monotonic)

    def stands(self, decided: int) -> bool:
        return self.decided == decided and time.monotonic() - self.read_at < LASTS


class Memory:
    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: OrderedDict[str, Remembered] = OrderedDict()

    def of(self, key: str) -> Remembered | None:
        with self._lock:
            if found := self._kept.get(key):
                self._kept.move_to_end(key)
            return found

    def keep(self, key: str, found: Remembered | None) -> None:
        """None: it lets nobody in any more."""
        with self._lock:
            self._kept.pop(key, None)
            if found is not None:
                self._kept[key] = found
            if len(self._kept) > KNOWN:
                self._kept.popitem(last=False)


def memory() -> Memory:
    """Of this process. Its keys are SHA-256 of the tokens, which nobody can ask with."""
    found: Memory = current_app.extensions.setdefault(_EXTENSION, Memory())
    return found
