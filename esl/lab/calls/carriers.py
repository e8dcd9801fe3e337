"""Carriers: where outbound calls go, and from where inbound ones come."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..chance import Chance, Seconds, pick
from ..conf.settings import Gateway
from .remote import Plan, Remote, Ring

OUTCOMES = {
    "answer": "answer",
    "busy": "USER_BUSY",
    "no_answer": "",
    "reject": "CALL_REJECTED",
    "failure": "NORMAL_TEMPORARY_FAILURE",
    "unallocated": "UNALLOCATED_NUMBER",
}
"""What a called party out there does, and the cause that comes of it; ``failure`` is the carrier's 503."""

QUICK = 100_000
"""Microseconds until a carrier refuses (the captures' 503)."""


@dataclass(frozen=True)
class Carriers:
    """Answers, refuses or fails calls, by draw."""

    chance: Chance
    behaviour: tuple[tuple[str, float], ...] = (("answer", 1.0),)
    rings: Seconds = field(default_factory=lambda: Seconds("uniform", 3, 15))

    def ring(self, *identity: object) -> Ring:
        """What the called party does with this call."""
        draw = self.chance.of(*identity, "called")
        outcome = pick(draw, self.behaviour)
        after = self.rings.draw(draw)
        return Ring(QUICK if outcome in ("failure", "unallocated") else after, OUTCOMES[outcome])

    def called(
        self, gateway: Gateway, number: str, identity: tuple[object, ...], plan: Plan | None
    ) -> Remote:
        """The far end of a call through ``gateway``."""
        host, _, port = gateway.proxy.partition(":")
        ring = plan.called if plan and plan.called else self.ring(*identity)
        tag = self.chance.token(40, *identity, "leg")
        return Remote(number, host, int(port or 5060), tag, ring=ring, carrier=gateway.name)
