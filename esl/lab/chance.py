"""Randomness by identity: what is drawn for a thing depends on the seed and the thing's name alone.

So a call rings, talks and ends the same way whatever else happens around it,
in whatever order, and after a restart.
"""

from __future__ import annotations

import hashlib
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Chance:
    """The source of all draws of one scenario."""

    seed: int

    def of(self, *identity: object) -> random.Random:
        """A generator of its own for the thing named by ``identity``."""
        return random.Random(self._digest(identity))

    def uuid(self, *identity: object) -> str:
        """A stable UUID (version 4 in form) for the thing named by ``identity``."""
        text = self._digest(identity).hex()
        return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-a{text[17:20]}-{text[20:32]}"

    def token(self, length: int, *identity: object) -> str:
        """A stable SIP tag or the like: hexadecimal, ``length`` characters of at most 40."""
        return self._digest(identity).hex()[:length]

    def _digest(self, identity: Sequence[object]) -> bytes:
        name = "\x1f".join(map(str, (self.seed, *identity)))
        return hashlib.blake2b(name.encode(), digest_size=20).digest()


@dataclass(frozen=True)
class Seconds:
    """A distribution of durations, in seconds.

    ``fixed`` is always ``low``; ``uniform`` lies between ``low`` and ``high``;
    ``lognormal`` has the mean ``low`` and the shape ``high`` (sigma), as call
    lengths have; ``exponential`` has the mean ``low``.
    """

    kind: str
    low: float
    high: float = 0.0

    def draw(self, chance: random.Random) -> int:
        """Microseconds, never negative."""
        if self.kind == "uniform":
            value = chance.uniform(self.low, self.high)
        elif self.kind == "lognormal":
            value = chance.lognormvariate(math.log(self.low) - self.high**2 / 2, self.high)
        elif self.kind == "exponential":
            value = chance.expovariate(1 / self.low)
        else:
            value = self.low
        return max(0, round(value * 1_000_000))


def pick(chance: random.Random, weights: Sequence[tuple[str, float]]) -> str:
    """One of the names, by weight."""
    point = chance.random() * sum(weight for _, weight in weights)
    for name, weight in weights:
        point -= weight
        if point < 0:
            return name
    return weights[-1][0]
