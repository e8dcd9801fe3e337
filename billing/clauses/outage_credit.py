"""Faults by the day, 001:A9: actual fault days × monthly rent / 30, a begun day counting whole.

Under ``round: outage`` each outage is rounded up by itself, so two short ones can credit more
than one long one that covers both; with ``round: month`` more fault time never credits less.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import ClassVar

from ..engine import seat_credits
from ..engine.clause import Case, Clause, Settlement, Stage
from ..engine.facts import Outage, SeatInterval
from ..engine.faults import faults, stopped
from ..engine.parameters import Choice, Duration, Whole, parameter
from ..engine.results import Rent, Text
from ..engine.seat_credits import SeatCredit
from ..engine.spans import DAY, MICROSECOND, Span, common, merged, microseconds, without

TITLE = Text("{}故障减收租金", "Credit for faults of {}")


class Round(StrEnum):
    OUTAGE = "outage"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class OutageCredit(Clause):
    name: ClassVar[str] = "outage_credit"
    stage: ClassVar[Stage] = Stage.SEAT_CREDITS

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
        leased = ((rents[seat], held) for seat, held in case.active_seats().items() if seat in rents)
        credits = (self._credit(rent, intervals, outages, case) for rent, intervals in leased)
        return seat_credits.settled(self.name, TITLE, filter(None, credits), outages, case)

    def _credit(
        self, rent: Rent, intervals: list[SeatInterval], outages: list[Outage], case: Case
    ) -> SeatCredit | None:
        times = [
            microseconds(common(fault, [case.span]))
            for fault in self._faults(rent.seat, intervals, outages, case)
        ]
        if not any(times):
            return None
        waived = sum(times) > self.waive_after_days * DAY
        return seat_credits.by_days(rent, self._days(times), intervals, whole=waived)

    def _faults(
        self, seat: str, intervals: list[SeatInterval], outages: list[Outage], case: Case
    ) -> list[list[Span]]:
        """Each fault of the seat while it was leased, without force majeure's time in it.

        Those within the time allowed for mending are none.
        """
        leased = merged(interval.span for interval in intervals)
        befell = [outage.span for outage in outages if outage.seats is None or seat in outage.seats]
        away = stopped(case, frozenset([seat]))
        allowed = self.restore_within // MICROSECOND
        found = (without([fault], away) for fault in common(befell, leased))
        return [fault for fault in found if microseconds(fault) > allowed]

    def _days(self, times: list[int]) -> int:
        if self.round is Round.MONTH:
            return _days_begun(sum(times))
        return sum(_days_begun(time) for time in times)


def _days_begun(microseconds: int) -> int:
    return -(-microseconds // DAY)
