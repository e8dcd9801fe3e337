"""People by the month, 000 and 002 part 1: by role, with overtime, legal holidays and training.

The month's price pays ``month_hours``. Without that parameter they are those of the statutory pay days,
(365 - 52 × days off a week) / 12 × ``hours_per_day``: 21.75 × 8 = 174. A price per day pays
``hours_per_day``. An hour on top is paid at price / hours: ``overtime`` times, on legal holidays of the
Chinese calendar ``holiday`` times (its swapped working days are none). Training is paid as working time,
for those who passed it; what was trained before the contract's first day is billed with its first month.

The contract's 1.5 holds for every day that is no legal holiday; ``rest_day`` is for contracts that pay
weekends otherwise. The whole month, overtime too, follows the terms of its first day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import ClassVar

from seatyard.calendar import is_business_day, is_legal_holiday
from seatyard.errors import InvalidInput

from ..engine import leases
from ..engine.calendar import unannounced
from ..engine.clause import Case, Clause, Settlement, Stage
from ..engine.facts import TRAINING, Hours
from ..engine.formula import money, number
from ..engine.leases import FIRST, Minimum, Thing
from ..engine.occasions import done_on
from ..engine.parameters import Amount, Choice, Name, Share, Table, Whole, WholeOr, parameter
from ..engine.results import HOURS, STAFF, Evidence, Line, Text, line
from ..engine.shares import BY_LEASE, Basis
from ..engine.titles import people_titled

PEOPLE = Thing(STAFF, "person", people_titled, charge=Text("{}服务费", "Services of {}"))
LEAST = Text("补足最低 {} 人", "Up to the minimum of {} people")
MONTHS, WEEKS, DAYS = 12, 52, 365


class Paid(StrEnum):
    """What hours beside the month are paid as, in the order of the lines."""

    OVERTIME = "overtime"
    REST_DAY = "rest_day"
    HOLIDAY = "holiday"
    TRAINING = "training"


TITLES = {
    Paid.OVERTIME: Text("{}加班费", "Overtime of {}"),
    Paid.REST_DAY: Text("{}休息日加班费", "Overtime of {} on days off"),
    Paid.HOLIDAY: Text("{}法定节假日加班费", "Overtime of {} on legal holidays"),
    Paid.TRAINING: Text("{}培训工资", "Training of {}, passed"),
}


@dataclass(frozen=True, slots=True)
class Staff(Clause):
    name: ClassVar[str] = "staff"
    stage: ClassVar[Stage] = Stage.CHARGES
    counts: ClassVar[tuple[str, ...]] = ("staff", "hours")

    price: Mapping[str, Decimal] = parameter(Table(Amount()), "Price of a person and month by role")
    basis: Basis = parameter(Choice(Basis, BY_LEASE), "How a person's share of the month is counted")
    cutoff_day: int = parameter(
        Whole(1, 31), "With cutoff: the last local day on which leaving lowers the price", default=20
    )
    early_release_share: Decimal = parameter(
        Share(), "With cutoff: the share of a person who left by that day", default=Decimal("0.70")
    )
    minimum_people: int | str = parameter(
        WholeOr(0, 1_000_000, FIRST),
        "Bill at least as many; first: as on the first day with any",
        default=0,
    )
    minimum_role: str | None = parameter(
        Name(), "The role that missing people are billed as; needed with several roles", default=None
    )
    hours_per_day: Decimal = parameter(Amount(), "Working hours of a day", default=Decimal(8))
    days_per_week: int = parameter(Whole(1, 7), "Working days of a week", default=5)
    month_hours: Decimal | None = parameter(
        Amount(), "Hours that a month's price pays; without it those of the working days (174)", default=None
    )
    overtime: Decimal = parameter(
        Amount(), "Multiple of the hourly price paid for overtime", default=Decimal("1.5")
    )
    rest_day: Decimal = parameter(Amount(), "Likewise on days off", default=Decimal("1.5"))
    holiday: Decimal = parameter(Amount(), "Likewise on legal holidays", default=Decimal(3))
    training: Decimal = parameter(
        Amount(), "Likewise for the training of those who passed", default=Decimal(1)
    )

    def check(self, path: str) -> None:
        leases.check_minimum(f"{path}.minimum_role", self.minimum_people, self.minimum_role, self.price)
        for name in ("hours_per_day", "month_hours"):
            if getattr(self, name) == 0:
                raise InvalidInput("0 is not allowed", where=f"{path}.{name}", allowed="more than 0")

    def settle(self, case: Case) -> Settlement:
        found = leases.count(self, PEOPLE, case.facts.staff, case)
        parts = [part for among in found.values() for part in among]
        lines = leases.lines(self, PEOPLE, parts, case)
        billed = sum((part.share.value for part in parts), Fraction(0))
        lines += leases.missing(self, PEOPLE, self._least(case), billed, lines, case)
        worked = self._worked(case)
        lines += [self._line(*key, worked[key], case) for key in sorted(worked, key=_in_order)]
        relied = [one.on for (_, paid), some in worked.items() for one in some if paid is not Paid.TRAINING]
        return Settlement(lines=tuple(lines), notices=unannounced(self.name, relied))

    def _least(self, case: Case) -> Minimum:
        role = self.minimum_role or next(iter(self.price))
        count, since = leases.least(case.facts.staff, self.minimum_people, case)
        return Minimum(count, role, leases.all_along(self, role, since, case), LEAST)

    def _worked(self, case: Case) -> dict[tuple[str, Paid], list[Hours]]:
        """The hours to pay, by role and by what they are paid as."""
        found: dict[tuple[str, Paid], list[Hours]] = {}
        for one in sorted(case.facts.hours, key=lambda one: (one.on, one.id)):
            trained = one.kind == TRAINING
            if trained and not one.passed:
                continue
            if case.covers(done_on(one.on, case.term) if trained else one.on):
                self._check_priced(one.role)
                found.setdefault((one.role, Paid.TRAINING if trained else self._paid(one.on)), []).append(one)
        return found

    def _paid(self, day: date) -> Paid:
        if is_legal_holiday(day):
            return Paid.HOLIDAY
        return Paid.REST_DAY if self.rest_day != self.overtime and not is_business_day(day) else Paid.OVERTIME

    def _check_priced(self, role: str) -> None:
        if role not in self.price:
            raise InvalidInput(
                f"the role {role!r} has no price",
                where=f"{self.name}.price",
                allowed=", ".join(sorted(self.price)),
            )

    def _line(self, role: str, paid: Paid, worked: list[Hours], case: Case) -> Line:
        hours = sum((Fraction(one.hours) for one in worked), Fraction(0))
        times, price = self._times(paid), self.price[role]
        title = people_titled(role)
        paid_for = number(hours, "hour") if times == 1 else number(hours, "hour") * number(times)
        return line(
            self.name,
            Text(TITLES[paid].zh.format(title.zh), TITLES[paid].en.format(title.en)),
            quantity=hours,
            unit="hour",
            unit_price=Fraction(times) * Fraction(price) / self._hours,
            formula=paid_for * money(price) / number(self._hours),
            evidence=[Evidence(HOURS, one.id, one.hours) for one in worked],
            minor_unit=case.minor_unit,
            item=paid.value,
        )

    def _times(self, paid: Paid) -> Decimal:
        """The multiple of the hourly price."""
        multiples = {
            Paid.OVERTIME: self.overtime,
            Paid.REST_DAY: self.rest_day,
            Paid.HOLIDAY: self.holiday,
            Paid.TRAINING: self.training,
        }
        return multiples[paid]

    @property
    def _hours(self) -> Fraction:
        """What the price pays: of a month, or of a day where the price is for one."""
        if self.basis.per == "day":
            return Fraction(self.hours_per_day)
        if self.month_hours is not None:
            return Fraction(self.month_hours)
        return Fraction(self.hours_per_day) * (DAYS - WEEKS * (7 - self.days_per_week)) / MONTHS


def _in_order(key: tuple[str, Paid]) -> tuple[str, int]:
    role, paid = key
    return role, list(Paid).index(paid)
