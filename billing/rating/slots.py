"""A tariff laid out for the loop over calls: what is the same for many calls is looked up once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from zoneinfo import ZoneInfo

from seatyard import leg_kinds

from .bands import Band, Schedule
from .directions import DirectionTable, Pays
from .increments import Increment, Measure, Meter
from .prefixes import Prefixes
from .rates import DEFAULT, Rate, RateTable


@dataclass(eq=False, slots=True)
class Slot:
    """What makes a line: calls by one direction's rates, under one prefix, in one band."""

    direction: str
    """``inbound`` or ``outbound``: whose rates."""
    rate: Rate
    band: Band | None = None
    """None outside of all bands."""
    kind: str = ""
    """Of further crossings, which have lines of their own; first ones share those of the direction."""

    @property
    def key(self) -> tuple[str, str, str, int]:
        """The order of lines."""
        band = self.rate.bands.index(self.band) if self.band else -1
        return self.direction, self.kind, self.rate.prefix, band


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
    directions: DirectionTable
    increment: Increment
    measure: Measure
    free: int
    zone: ZoneInfo

    def cells(self) -> dict[str, Prefixes[Cell] | None]:
        """By kind of leg and prefix; None for what nobody pays for. Rates with the same bands share what is
        worked out about the time, first crossings by the same rates all of it."""
        schedules: dict[tuple[str, ...], Schedule] = {}
        made: dict[tuple[Pays, str], Prefixes[Cell] | None] = {}
        found: dict[str, Prefixes[Cell] | None] = {}
        for kind in leg_kinds.KINDS:
            row = self.directions.of(kind), kind if kind in leg_kinds.FURTHER else ""
            if row not in made:
                made[row] = None if row[0] is Pays.NOBODY else self._prefixes(*row, schedules)
            found[kind] = made[row]
        return found

    def _prefixes(
        self, direction: str, kind: str, schedules: dict[tuple[str, ...], Schedule]
    ) -> Prefixes[Cell]:
        rates = self.tables[direction].items()
        made = {prefix: self._cell(direction, kind, rate, schedules) for prefix, rate in rates}
        otherwise = made.pop(DEFAULT)
        return Prefixes(made, otherwise)

    def _cell(
        self, direction: str, kind: str, rate: Rate, schedules: dict[tuple[str, ...], Schedule]
    ) -> Cell:
        whens = tuple(band.when for band in rate.bands)
        if whens and whens not in schedules:
            schedules[whens] = Schedule(whens, self.zone)
        return Cell(
            Meter(rate.increment or self.increment, self.measure, self.free),
            Slot(direction, rate, kind=kind),
            tuple(Slot(direction, rate, band, kind) for band in rate.bands),
            schedules.get(whens),
        )
