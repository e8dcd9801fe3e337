"""The profile that each channel was made with: who called whom, before anything was transferred.

A call that came in is transferred by the dialplan itself, from the public context to its flow; later events
show what became of it alone. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from ..session import Event
from .telling import Step, first_of_row, is_first, step_of

CREATED, DESTROYED = "CHANNEL_CREATE", "CHANNEL_DESTROY"
LAG = timedelta(minutes=1)
"""Younger than this a channel may be missing from the list; the word of its end may have been lost, too."""


class Firsts:
    """From CHANNEL_CREATE, and from the list of channels where nobody listened when they were made."""

    def __init__(self) -> None:
        self._steps: dict[str, tuple[datetime, Step]] = {}

    def __len__(self) -> int:
        return len(self._steps)

    def feed(self, event: Event, at: datetime) -> None:
        if event.name == CREATED:
            self._keep(event.get("Unique-ID"), at, step_of(event))
        elif event.name == DESTROYED:
            self.forget(event.get("Unique-ID"))

    def listed(self, at: datetime, there: Mapping[str, Mapping[str, str]]) -> None:
        """The switch's own list at ``at``: rows by uuid."""
        for uuid, (since, _) in list(self._steps.items()):
            if uuid not in there and at - since > LAG:
                del self._steps[uuid]
        for uuid in there.keys() - self._steps.keys():
            self._keep(uuid, at, first_of_row(there[uuid]))

    def forget(self, uuid: str) -> None:
        """It has ended."""
        self._steps.pop(uuid, None)

    def get(self, uuid: str) -> Step | None:
        return self._steps[uuid][1] if uuid in self._steps else None

    def _keep(self, uuid: str, at: datetime, step: Step) -> None:
        if uuid and is_first(step):
            self._steps[uuid] = at, step
