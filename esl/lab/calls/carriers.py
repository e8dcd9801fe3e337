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

DOWN = "down"
"""What a carrier does that is not there at all."""
FAILURES = ("failure", "unallocated")
"""Outcomes that come before anybody's phone rings."""

QUICK = 100_000
"""Microseconds until a carrier refuses (the captures' 503)."""


@dataclass(frozen=True)
class Carriers:
    """Answers, refuses or fails calls, by draw."""

    chance: Chance
    behaviour: tuple[tuple[str, float], ...] = (("answer", 1.0),)
    rings: Seconds = field(default_factory=lambda: Seconds("uniform", 3, 15))
    made_to: dict[str, str] = field(default_factory=dict)
    """What somebody makes all of a carrier's called parties do, by its name (``lab carrier``)."""

    @property
    def down(self) -> frozenset[str]:
        """The carriers that do not answer OPTIONS."""
        return frozenset(name for name, does in self.made_to.items() if does == DOWN)

    def ring(self, *identity: object) -> Ring:
        """What the called party does with this call."""
        draw = self.chance.of(*identity, "called")
        outcome = pick(draw, self.behaviour)
        after = self.rings.draw(draw)
        return Ring(QUICK if outcome in FAILURES else after, OUTCOMES[outcome])

    def called(
        self, gateway: Gateway, number: str, identity: tuple[object, ...], plan: Plan | None
    ) -> Remote:
        """The far end of a call through ``gateway``."""
        host, _, port = gateway.proxy.partition(":")
        ring = plan.called if plan and plan.called else self.ring(*identity)
        if gateway.name in self.made_to:
            outcome = self.made_to[gateway.name]
            ring = Ring(QUICK if outcome in FAILURES else ring.after, OUTCOMES[outcome])
        tag = self.chance.token(40, *identity, "leg")
        return Remote(number, host, int(port or 5060), tag, ring=ring, carrier=gateway.name)
