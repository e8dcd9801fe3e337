"""Which talks are recorded, announced and kept for how long: the file's ``recordings`` section, decided.

The tenant's own rule stands at the top; a queue's and a seat's name only what differs. The most specific
that speaks wins: the seat before the queue before the tenant. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

INBOUND, OUTBOUND, INTERNAL = "inbound", "outbound", "internal"
"""From the tenant's view, as conversations have them."""
ALL, NONE = "all", "none"


@dataclass(frozen=True)
class Rule:
    """What holds for one talk."""

    record: str = NONE
    """``all``, ``none``, or the one direction of talks that is recorded."""
    announce: bool = False
    """Whether the other side hears of it first."""
    keep: str | None = None
    """``1 month``; none: as the contract says."""

    def records(self, direction: str) -> bool:
        return self.record in (ALL, direction)

    def announces(self, direction: str) -> bool:
        """Colleagues are told by their employer, not by a voice before each call."""
        return self.announce and direction != INTERNAL and self.records(direction)


@dataclass(frozen=True)
class Policy:
    """A tenant's ``recordings`` section."""

    section: Mapping[str, Any]

    @classmethod
    def of(cls, policies: Mapping[str, Any]) -> Policy:
        """From a tenant's policies; without the section nothing is recorded."""
        return cls(policies.get("recordings") or {})

    def rule(self, *, queue: str | None = None, seat: str | None = None) -> Rule:
        """The rule for a talk of this queue (by name) and seat (by number), as far as there are any."""
        said = {
            **{key: value for key, value in self.section.items() if key not in ("queues", "seats")},
            **self.queues.get(queue or "", {}),
            **self.seats.get(seat or "", {}),
        }
        return Rule(said.get("record", NONE), bool(said.get("announce")), said.get("keep"))

    @property
    def queues(self) -> Mapping[str, Mapping[str, Any]]:
        return self.section.get("queues") or {}

    @property
    def seats(self) -> Mapping[str, Mapping[str, Any]]:
        return self.section.get("seats") or {}

    @property
    def uniform(self) -> bool:
        """Whether every talk is treated alike, so that nothing has to be decided during a call."""
        several = [self.section, *self.queues.values(), *self.seats.values()]
        return len({one["record"] for one in several if "record" in one} | {self.rule().record}) == 1 and (
            self.rule().record in (ALL, NONE)
        )

    @property
    def keeps(self) -> set[str]:
        """Every time of keeping that it names."""
        several = [self.section, *self.queues.values(), *self.seats.values()]
        return {one["keep"] for one in several if "keep" in one}
