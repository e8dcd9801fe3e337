"""Lead times: how long before it takes effect a request is made, 001:A5, 002:B8, 000.

They date requests, not money: a request inside its lead time is taken, and takes effect on the first day
that it may. The day on which it is made is not counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from ..engine.clause import Clause, Stage
from ..engine.parameters import CalendarTime, parameter
from ..engine.periods import Period


class Request(StrEnum):
    """What may be asked for; each a parameter of the clause."""

    SEATS_ADDED = "seats_added"
    SEATS_RELEASED = "seats_released"
    SKILL_GROUP = "skill_group"
    IVR = "ivr"
    HEADCOUNT = "headcount"
    FLEXIBLE_SEATS = "flexible_seats"
    CONTRACT_CHANGE = "contract_change"
    NOT_RENEWING = "not_renewing"


@dataclass(frozen=True, slots=True)
class LeadTimes(Clause):
    name: ClassVar[str] = "lead_times"
    stage: ClassVar[Stage] = Stage.FACTS

    seats_added: Period | None = parameter(
        CalendarTime(), "Before seats are added, or changed in type", default=None
    )
    seats_released: Period | None = parameter(CalendarTime(), "Before seats are released", default=None)
    skill_group: Period | None = parameter(CalendarTime(), "Before a skill group changes", default=None)
    ivr: Period | None = parameter(CalendarTime(), "Before an IVR flow changes", default=None)
    headcount: Period | None = parameter(CalendarTime(), "Before the number of people changes", default=None)
    flexible_seats: Period | None = parameter(
        CalendarTime(), "Before flexible seats, paid by the day, begin", default=None
    )
    contract_change: Period | None = parameter(
        CalendarTime(), "Before a change of the contract takes effect", default=None
    )
    not_renewing: Period | None = parameter(
        CalendarTime(), "Before the last day, to say that the contract is not renewed", default=None
    )

    def of(self, request: Request) -> Period | None:
        """The lead time of a sort of request; None where the contract names none."""
        period: Period | None = getattr(self, request.value)
        return period

    def first_day(self, request: Request, asked: date) -> date:
        """The first local day on which what is asked for on ``asked`` may take effect."""
        period = self.of(request)
        return period.after(asked) if period is not None else asked
