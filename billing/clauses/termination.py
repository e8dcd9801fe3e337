"""Termination for arrears or for a late start, 002:B3 and B4: a multiple of the total monthly rent.

The total monthly rent is that of the seats leased on the contract's last day; of a type of which more
were to be activated and were not, of those. One released on the last day itself counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from ..engine.accounts import MONEY, Account, accounts
from ..engine.clause import Case, Clause, Settlement, Stage
from ..engine.facts import Ending
from ..engine.formula import Formula, money, number, total
from ..engine.parameters import Amount, Whole, parameter
from ..engine.penalties import Pauses, day_past, held_on, pauses, penalty_days
from ..engine.results import ENDING, Evidence, Line, Notice, Text, line
from .seat_rent import SeatRent

ARREARS, LATE_ACTIVATION = "arrears", "late_activation"
TITLES = {
    ARREARS: Text("欠费解除合同违约金", "Contract ended for arrears"),
    LATE_ACTIVATION: Text("逾期未开通解除合同违约金", "Contract ended for late activation"),
}


@dataclass(frozen=True, slots=True)
class Termination(Clause):
    name: ClassVar[str] = "termination"
    stage: ClassVar[Stage] = Stage.PENALTIES
    counts: ClassVar[tuple[str, ...]] = (*MONEY, "endings")

    days: int = parameter(
        Whole(0, 3650), "Days past the due date after which the operator may end the contract", default=60
    )
    multiple: Decimal = parameter(
        Amount(), "Total monthly rents that the party at fault pays", default=Decimal(3)
    )

    def ends_on(self, account: Account, away: Pauses) -> date | None:
        """The day from which the operator may end the contract, if the bill stays unpaid until then."""
        return day_past(account.late_from, self.days, away)

    def settle(self, case: Case) -> Settlement:
        ended = [one for one in case.facts.endings if one.cause in TITLES and case.covers(one.on)]
        lines = [made for one in ended if (made := self._line(one, case))]
        return Settlement(tuple(lines), tuple(self._notices(case)))

    def _line(self, ending: Ending, case: Case) -> Line | None:
        rent = total_monthly_rent(case, ending)
        if rent is None or not self.multiple:
            return None
        owed = number(self.multiple) * rent
        charged = owed if ending.cause == ARREARS else -owed
        return line(
            self.name,
            TITLES[ending.cause],
            quantity=Fraction(self.multiple),
            unit="month_rent",
            unit_price=charged.value / Fraction(self.multiple),
            formula=charged,
            evidence=[Evidence(ENDING, ending.id, self.multiple)],
            minor_unit=case.minor_unit,
            taxed=False,
        )

    def _notices(self, case: Case) -> list[Notice]:
        """The operator's right, on the day from which it holds."""
        if case.facts.as_of is None:
            return []
        days = penalty_days(case, after_end=False)
        known = range(days.start, min(days.stop, case.facts.as_of.toordinal() + 1))
        away = pauses(case.terms, case.facts.outages, case.term.zone)
        found = []
        for account in accounts(case.earlier, case.facts.payments, case.facts.adjustments):
            on = self.ends_on(account, away)
            if on and on.toordinal() in known and account.outstanding(on) > 0:
                found.append(Notice("may_terminate", self.name, _right(account, self.days), account.id, on))
        return found


def total_monthly_rent(case: Case, ending: Ending) -> Formula | None:
    """Of the contract's last day; None where it leases no seats."""
    rent = case.clause(SeatRent)
    seats = held_on(case, ending.on)
    if ending.cause == LATE_ACTIVATION:
        late: dict[str, int] = {}
        for one in case.facts.activations:
            if one.due < ending.on and (one.actual is None or one.actual > ending.on):
                late[one.type] = late.get(one.type, 0) + one.seats
        seats |= {type: max(count, seats.get(type, 0)) for type, count in late.items()}
    if rent is None or not seats:
        return None
    return total(number(count, "seat") * money(rent.monthly(type)) for type, count in sorted(seats.items()))


def _right(account: Account, days: int) -> Text:
    return Text(
        f"{account.title.zh}逾期超过{days}日未付清，出租方有权单方面解除合同",
        f"The {account.title.en} is over {days} days overdue: the operator may end the contract",
    )
