"""A scenario: who has phones, who calls whom, how often, and how people behave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo

from ..calls.phones import Phone
from ..chance import Seconds

Weights = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Rhythm:
    """How many calls a day, and when in the day."""

    weekday: float
    weekend: float
    times: tuple[tuple[int, int, float], ...]
    """Of the day: the first minute, how many there are, and their weight together."""


@dataclass(frozen=True)
class Inbound:
    """Calls from outside to one DID."""

    did: str
    domain: str
    rhythm: Rhythm
    callers: tuple[str, ...]
    """Numbers they call from; each ``x`` is a digit drawn for the call."""
    talk: Seconds
    patience: Seconds
    message: Seconds
    caller_ends: float
    early_hangup: float
    """The share of callers who hang up within five seconds."""
    misdialled: float
    """The share who dial a number next to it that nobody has."""
    digits: tuple[Weights, ...]
    """What is pressed at the first, second, … menu, by weight; ``""`` is nothing."""


@dataclass(frozen=True)
class Outbound:
    """Calls that seats make through a carrier, or to each other."""

    domain: str
    seats: tuple[str, ...]
    destinations: tuple[str, ...]
    prefix: str
    """Dialled before the number."""
    rhythm: Rhythm
    """Calls of each seat."""
    talk: Seconds
    patience: Seconds
    rings: Seconds
    caller_ends: float
    answers: Weights


@dataclass(frozen=True)
class Scenario:
    """Everything that happens to the lab switch by itself."""

    seed: int
    zone: tzinfo
    """The time zone of days and hours."""
    phones: tuple[Phone, ...]
    inbound: tuple[Inbound, ...]
    outbound: tuple[Outbound, ...]
