"""A tariff laid out for the loop over calls: what is the same for many calls is looked up once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from zoneinfo import ZoneInfo

from .bands import Band, Schedule
from .increments import Increment, Measure, Meter
from .prefixes import Prefixes
from .rates import DEFAULT, Rate, RateTable


@dataclass(eq=False, slots=True)
class Slot:
    """What makes a line: calls of one direction, under one prefix, in one band."""

    direction: str
    rate: Rate
    band: Band | None = None
    """None outside of all bands."""

    @property
    def key(self) -> tuple[str, str, int]:
        """The order of lines."""
        return self.direction, self.rate.prefix, self.rate.bands.index(self.band) if self.band else -1


Seconds = int | Fraction
"""Whole ones, but for the call in which a bundle runs out."""
Part = tuple[Slot, Seconds]
"""What of a call is charged how."""


@dataclass(eq=False, slots=True)
class Cell:
    """A rate with all that it takes to rate a call by it."""

    meter: Meter
    slot: Slot
    """Outside of all bands."""
    banded: tuple[Slot, ...]
    schedule: Schedule | None
    """None without bands."""

    def within(self, band: int | None) -> Slot:
        return self.slot if band is None else self.banded[band]


@dataclass(frozen=True, slots=True)
class Tariff:
    """Rate tables by direction, and how calls are measured."""

    tables: Mapping[str, RateTable]
    increment: Increment
    measure: Measure
    free: int
    zone: ZoneInfo

    def cells(self) -> dict[str, Prefixes[Cell]]:
        """By direction and prefix. Rates with the same bands share what is worked out about the time."""
        schedules: dict[tuple[str, ...], Schedule] = {}
        return {direction: self._prefixes(direction, schedules) for direction in self.tables}

    def _prefixes(self, direction: str, schedules: dict[tuple[str, ...], Schedule]) -> Prefixes[Cell]:
        made = {
            prefix: self._cell(direction, rate, schedules) for prefix, rate in self.tables[direction].items()
        }
        otherwise = made.pop(DEFAULT)
        return Prefixes(made, otherwise)

    def _cell(self, direction: str, rate: Rate, schedules: dict[tuple[str, ...], Schedule]) -> Cell:
        whens = tuple(band.when for band in rate.bands)
        if whens and whens not in schedules:
            schedules[whens] = Schedule(whens, self.zone)
        return Cell(
            Meter(rate.increment or self.increment, self.measure, self.free),
            Slot(direction, rate),
            tuple(Slot(direction, rate, band) for band in rate.bands),
            schedules.get(whens),
        )
