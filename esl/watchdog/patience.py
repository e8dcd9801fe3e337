"""When a sign is believed: once it has stood for a while, because all that is read lags (QUIRKS 10, 19)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .sign import Sign

SETTLE = 6.0
"""Seconds for which a sign must stand. An offer may wait 3 s for the directory's answer before it rings."""
MOST = 600.0
"""Seconds between two attempts at what does not go away; they double up to this."""


@dataclass
class _Seen:
    since: float
    due: float
    pause: float = SETTLE


class Patience:
    """Remembers what was seen at the last look. A sign that is missing once is over."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, str, str], _Seen] = {}

    def due(self, signs: Iterable[Sign], now: float) -> list[Sign]:
        """Those that have stood for :data:`SETTLE` seconds; one that stays comes again, ever more seldom."""
        before, self._seen = self._seen, {}
        due = []
        for sign in signs:
            key = (sign.kind, sign.about, sign.same)
            seen = self._seen[key] = before.get(key) or _Seen(now, now + SETTLE)
            if now >= seen.due:
                due.append(sign)
                seen.pause = min(seen.pause * 2, MOST)
                seen.due = now + seen.pause
        return due

    def forget(self) -> None:
        """The link was away: whatever was seen before it says nothing now."""
        self._seen.clear()
