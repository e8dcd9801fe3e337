"""Faults by the day, 001:A9: actual fault days × monthly rent / 30, a begun day counting whole.

Under ``round: outage`` each outage is rounded up by itself, so two short ones can credit more
than one long one that covers both; with ``round: month`` more fault time never credits less.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import ClassVar

from ..engine import seat_credits
from ..engine.clause import Case, Clause, Settlement, Stage
from ..engine.facts import Outage, SeatInterval
from ..engine.faults import faults, stopped
from ..engine.leases import through
from ..engine.parameters import Choice, Duration, Whole, parameter
from ..engine.results import Rent, Text
from ..engine.seat_credits import SeatCredit
from ..engine.spans import DAY, MICROSECOND, Span, common, microseconds, without
from .seat_rent import LEASED

TITLE = Text("{}故障减收租金", "Credit for faults of {}")


class Round(StrEnum):
    OUTAGE = "outage"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class OutageCredit(Clause):
    name: ClassVar[str] = "outage_credit"
    stage: ClassVar[Stage] = Stage.SEAT_CREDITS
    counts: ClassVar[tuple[str, ...]] = ("outages",)

    round: Round = parameter(Choice(Round), "Round days up per outage, or once a month", default=Round.OUTAGE)
    waive_after_days: int = parameter(
        Whole(1, 31), "Fault time in the month past which its whole rent is waived", default=15
    )
    restore_within: timedelta = parameter(
        Duration(), "A fault mended within this time earns no credit", default=timedelta()
    )

    def settle(self, case: Case) -> Settlement:
        rents = {rent.seat: rent for rent in case.rents if rent.charged}
        outages = faults(case)
        naming = _naming(case.facts.outages)
        alike: dict[tuple[tuple[int, ...], tuple[Span, ...]], _Faults] = {}
        credits = []
        for seat, intervals in case.active_seats().items():
            if seat in rents:
                leased = through(intervals)
                befell = alike.get((naming.get(seat, ()), leased))
                if befell is None:
                    befell = self._faults(self._times(seat, leased, outages, case))
                    alike[naming.get(seat, ()), leased] = befell
                credits.append(_credit(rents[seat], befell, intervals))
        return seat_credits.settled(self.name, TITLE, LEASED, filter(None, credits), outages, case)

    def _faults(self, times: list[int]) -> _Faults:
        return _Faults(self._days(times), waived=sum(times) > self.waive_after_days * DAY)

    def _times(self, seat: str, leased: Iterable[Span], outages: list[Outage], case: Case) -> list[int]:
        """How long each fault of the seat lasted while it was leased, without force majeure's time in it.

        Those within the time allowed for mending are none; of the others counts what lies in the span.
        """
        befell = [outage.span for outage in outages if outage.seats is None or seat in outage.seats]
        away = stopped(case, frozenset([seat]))
        allowed = self.restore_within // MICROSECOND
        times = []
        for fault in common(befell, leased):
            parts = without([fault], away) if away else [fault]
            time = microseconds(parts)
            if time > allowed:
                within = case.span.starts <= fault.starts and fault.ends <= case.span.ends
                times.append(time if within else microseconds(common(parts, [case.span])))
        return times

    def _days(self, times: list[int]) -> int:
        if self.round is Round.MONTH:
            return _days_begun(sum(times))
        return sum(_days_begun(time) for time in times)


@dataclass(frozen=True, slots=True)
class _Faults:
    """What befell a seat in the month."""

    days: int
    waived: bool
    """Whether it was so long that the whole month's rent is."""


def _credit(rent: Rent, befell: _Faults, intervals: list[SeatInterval]) -> SeatCredit | None:
    if not befell.days:
        return None
    return seat_credits.by_days(rent, befell.days, intervals, whole=befell.waived)


def _naming(outages: Iterable[Outage]) -> dict[str, tuple[int, ...]]:
    """The outages that name a seat, by the seat. Seats leased alike that the same ones name fare alike.

    By their places, since the parts of one that befell different seats have one id.
    """
    naming: dict[str, list[int]] = {}
    for at, outage in enumerate(outages):
        for seat in outage.seats or ():
            naming.setdefault(seat, []).append(at)
    return {seat: tuple(places) for seat, places in naming.items()}


def _days_begun(microseconds: int) -> int:
    return -(-microseconds // DAY)
