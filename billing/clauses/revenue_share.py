"""A share of what the project brings in, 000: a percentage of its receipts (项目总资金).

``share`` is the operator's part: where a contract states the tenant's (甲方占资金总数的__%), 1 less that.
What was paid back counts against the receipts of its own day's month, so a month can come to a credit.
What comes in before the contract's first day or after its last is not shared.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from ..engine.clause import Applies, Case, Clause, Settlement, Stage
from ..engine.facts import Receipt
from ..engine.formula import money, number
from ..engine.parameters import Share, parameter
from ..engine.results import RECEIPT, Evidence, Text, line


@dataclass(frozen=True, slots=True)
class RevenueShare(Clause):
    name: ClassVar[str] = "revenue_share"
    stage: ClassVar[Stage] = Stage.CHARGES
    applies: ClassVar[Applies] = Applies.DAY
    counts: ClassVar[tuple[str, ...]] = ("receipts",)

    share: Decimal = parameter(Share(), "Of the month's receipts, that the tenant pays")

    def settle(self, case: Case) -> Settlement:
        receipts = sorted((one for one in case.facts.receipts if case.covers(one.on)), key=_by_day)
        if not receipts:
            return Settlement()
        received = sum((Fraction(one.amount) for one in receipts), Fraction(0))
        made = line(
            self.name,
            Text("项目收入分成", "Share of the project's receipts"),
            quantity=Fraction(self.share),
            unit="receipts",
            unit_price=received,
            formula=number(self.share) * money(received),
            evidence=[Evidence(RECEIPT, one.id, one.amount) for one in receipts],
            minor_unit=case.minor_unit,
        )
        return Settlement(lines=(made,))


def _by_day(receipt: Receipt) -> tuple[date, str]:
    return receipt.on, receipt.id
