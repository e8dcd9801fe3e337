"""From microseconds of talk to the seconds that are charged."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

SECOND = 1_000_000
"""Microseconds."""


class Measure(StrEnum):
    """Whole seconds of talk from microseconds; the switch's own billsec is up to one off either way."""

    ROUNDED = "rounded"
    CEILING = "ceiling"
    FLOOR = "floor"


_ADDED = {Measure.ROUNDED: SECOND // 2, Measure.CEILING: SECOND - 1, Measure.FLOOR: 0}
"""What makes a division that rounds down round as the measure says."""


@dataclass(frozen=True, slots=True)
class Increment:
    """Talk time is charged in steps: the ``first``, then as many of ``then`` as it takes (seconds)."""

    first: int
    then: int

    def billable(self, seconds: int) -> int:
        """Seconds to charge: nothing for nothing, else rounded up to a step."""
        if seconds <= 0:
            return 0
        if seconds <= self.first:
            return self.first
        return self.first - (self.first - seconds) // self.then * self.then


@dataclass(frozen=True, slots=True)
class IncrementText:
    """``first/then`` in seconds, such as ``60/60`` or ``30/6``."""

    def schema(self) -> dict[str, str]:
        described = "first/then in seconds from 1, such as '60/60' or '6/6'"
        return {"type": "string", "pattern": r"^[1-9][0-9]{0,3}/[1-9][0-9]{0,3}$", "description": described}

    def read(self, value: str) -> Increment:
        first, then = value.split("/")
        return Increment(int(first), int(then))


class Meter:
    """How long talk counts: an increment, the measure of seconds, and the first ones, which are free."""

    __slots__ = ("_added", "_free", "_increment")

    def __init__(self, increment: Increment, measure: Measure, free: int) -> None:
        self._increment = increment
        self._added = _ADDED[measure]
        self._free = free

    def charged(self, talk: int) -> int:
        """Seconds to charge for ``talk`` microseconds."""
        return self._increment.billable((talk + self._added) // SECOND - self._free)

    def begun(self, talk: int, offset: int) -> int:
        """Of ``charged(talk)`` the increments that begin within the first ``offset`` microseconds.

        What is charged between two offsets is the difference: each increment once, in whole.
        """
        if offset <= 0:
            return 0
        return min(self.charged(talk), self._increment.billable(-(-offset // SECOND) - self._free))

    @property
    def even(self) -> tuple[int, int] | None:
        """Where all steps are equal: (added, step) in microseconds such that ``(talk + added) // step``
        of them are charged, or none if that is negative."""
        if self._increment.first != self._increment.then:
            return None
        step = self._increment.then
        return self._added + (step - 1 - self._free) * SECOND, step * SECOND
