"""Seats that come late, 001:A10 and 002:B4: a share of their monthly rent for each day past the due one.

The days run from the one after the due day up to and with the day on which the seats work; those that
do not work yet are late on every day of the month. Days of force majeure do not count.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from ..engine.amounts import decimal
from ..engine.clause import Applies, Case, Clause, Settlement, Stage
from ..engine.facts import Activation
from ..engine.formula import money, number, total
from ..engine.parameters import Share, Whole, parameter
from ..engine.penalties import Pauses, day_past, pauses, penalty_days, running
from ..engine.results import ACTIVATION, Evidence, Line, Notice, Text, line
from ..engine.titles import seats_titled
from .seat_rent import SeatRent


@dataclass(frozen=True, slots=True)
class LateActivation(Clause):
    name: ClassVar[str] = "late_activation"
    stage: ClassVar[Stage] = Stage.PENALTIES
    applies: ClassVar[Applies] = Applies.DAY
    counts: ClassVar[tuple[str, ...]] = ("activations",)

    daily_rate: Decimal = parameter(
        Share(), "Share of the late seats' monthly rent for each day", default=Decimal("0.005")
    )
    refuse_after_days: int | None = parameter(
        Whole(0, 3650),
        "Days late after which the tenant may refuse payment and end the contract; without it, never",
        default=None,
    )

    def settle(self, case: Case) -> Settlement:
        away = pauses(case.terms, case.facts.outages, case.term.zone)
        late: dict[str, list[tuple[Activation, int]]] = {}
        for one in sorted(case.facts.activations, key=lambda one: (one.due, len(one.id), one.id)):
            days = _days_late(one, away, case)
            if days:
                late.setdefault(one.type, []).append((one, days))
        rent = case.clause(SeatRent)
        lines = [
            self._line(type, late[type], rent, case) for type in sorted(late) if rent and self.daily_rate
        ]
        return Settlement(tuple(lines), tuple(self._notices(away, case)))

    def _line(self, type: str, late: list[tuple[Activation, int]], rent: SeatRent, case: Case) -> Line:
        title = seats_titled(type)
        price, rate = rent.monthly(type), Fraction(self.daily_rate)
        seat_days = total(number(one.seats, "seat") * number(days, "day") for one, days in late)
        return line(
            self.name,
            Text(f"{title.zh}延期开通违约金", f"Late activation of {title.en}"),
            quantity=seat_days.value,
            unit="seat_day",
            unit_price=-price * rate,
            formula=-(seat_days * money(price) * number(rate)),
            evidence=[
                Evidence(ACTIVATION, one.id, decimal(Fraction(one.seats * days))) for one, days in late
            ],
            minor_unit=case.minor_unit,
            taxed=False,
        )

    def _notices(self, away: Pauses, case: Case) -> list[Notice]:
        """The right to refuse, on the day from which it holds."""
        if self.refuse_after_days is None:
            return []
        days = penalty_days(case, after_end=False)
        found = []
        for one in case.facts.activations:
            on = day_past(one.due, self.refuse_after_days, away)
            if on and on.toordinal() in days and (one.actual is None or on <= one.actual):
                found.append(Notice("may_refuse", self.name, _refusal(self.refuse_after_days), one.id, on))
        return sorted(found, key=lambda notice: (notice.on or date.max, len(notice.subject), notice.subject))


def _days_late(activation: Activation, away: Pauses, case: Case) -> int:
    days = penalty_days(case, after_end=False)
    works = days.stop if activation.actual is None else activation.actual.toordinal() + 1
    late = range(max(activation.due.toordinal() + 1, days.start), min(works, days.stop))
    return running(late, away)


def _refusal(days: int) -> Text:
    return Text(
        f"约定期满后{days}日内仍未开通，承租方有权拒绝支付坐席月租赁费并终止合同",
        f"Not activated {days} days past the agreed day: the tenant may refuse the rent and end the contract",
    )
