"""Keys that are bound to an application: a star and a digit, pressed in a talk (``bind_meta_app``)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from ..clock import SECOND
from .channel import Channel

STAR = "*"
PATIENCE = 5 * SECOND
"""Between the star and the digit."""

Errand = Callable[[Channel, str, str], None]
"""Has a leg execute an application beside whatever it does."""


@dataclass(frozen=True)
class Binding:
    application: str
    data: str
    opposite: bool
    """Whether the leg at the other end executes it."""
    once: bool


@dataclass
class Meta:
    """What the keys of one leg's far end are bound to; takes its keys before anybody reads them."""

    leg: Channel
    errand: Errand
    bindings: dict[str, Binding] = field(default_factory=dict)
    starred: int | None = None

    def take(self, key: str) -> bool:
        began, self.starred = self.starred, None
        if began is not None and self.leg.now - began > PATIENCE:
            return False
        if key == STAR:
            if began is None:
                self.starred = self.leg.now
            return began is None
        bound = self.bindings.get(key) if began is not None else None
        if bound is None:
            return False
        if bound.once:
            del self.bindings[key]
        target = self.leg.peer if bound.opposite else self.leg
        if target is not None and target.up:
            self.errand(target, bound.application, bound.data)
        return True
