"""Late payment, 002:B3: a daily rate on the principal that is outstanding.

Each local day after the due date counts, up to and with the day of payment, in the month in which
it lies; those of force majeure do not. No fee runs on a fee.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from ..engine.accounts import MONEY, Account, accounts
from ..engine.clause import Applies, Case, Clause, Settlement, Stage
from ..engine.formula import Formula, money, number, total
from ..engine.parameters import Share, parameter
from ..engine.penalties import pauses, penalty_days
from ..engine.results import INVOICE, Evidence, Line, Text, line


@dataclass(frozen=True, slots=True)
class LateFee(Clause):
    name: ClassVar[str] = "late_fee"
    stage: ClassVar[Stage] = Stage.PENALTIES
    applies: ClassVar[Applies] = Applies.DAY
    counts: ClassVar[tuple[str, ...]] = MONEY

    daily_rate: Decimal = parameter(
        Share(), "Share of the outstanding principal for each day past the due date"
    )

    def settle(self, case: Case) -> Settlement:
        if case.facts.as_of is None or not self.daily_rate:
            return Settlement()
        days = penalty_days(case, after_end=True)
        known = range(days.start, min(days.stop, case.facts.as_of.toordinal() + 1))
        away = pauses(case.terms, case.facts.outages, case.term.zone)
        open = accounts(case.earlier, case.facts.payments, case.facts.adjustments)
        late = ((account, account.late(known, away)) for account in open)
        return Settlement(tuple(self._line(account, parts, known, case) for account, parts in late if parts))

    def fee(self, parts: list[tuple[Decimal, int]]) -> Formula:
        """Days × what was outstanding on them × the rate."""
        return total(number(days, "day") * money(owed) for owed, days in parts) * number(self.daily_rate)

    def _line(self, account: Account, parts: list[tuple[Decimal, int]], days: range, case: Case) -> Line:
        return line(
            self.name,
            Text(f"{account.title.zh}逾期付款违约金", f"Late payment of the {account.title.en}"),
            quantity=sum((Fraction(owed) * days for owed, days in parts), Fraction(0)),
            unit="amount_day",
            unit_price=Fraction(self.daily_rate),
            formula=self.fee(parts),
            evidence=[Evidence(INVOICE, account.id, account.principal), *_paid(account, days)],
            minor_unit=case.minor_unit,
            period=account.bill.period,
            taxed=False,
        )


def _paid(account: Account, days: range) -> list[Evidence]:
    """What was paid on it by the last of the days, by payment."""
    found: dict[tuple[str, str], Decimal] = {}
    for part in account.parts:
        if part.on <= date.fromordinal(days.stop - 1):
            key = part.kind, part.id
            found[key] = found.get(key, Decimal(0)) + part.amount
    return [Evidence(kind, id, amount) for (kind, id), amount in found.items()]
