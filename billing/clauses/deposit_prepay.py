"""Deposit and a month ahead, 001:A2 (押一付一): what is asked for before a month, and set off in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ..engine.clause import Clause, Stage
from ..engine.parameters import Whole, parameter


@dataclass(frozen=True, slots=True)
class DepositPrepay(Clause):
    name: ClassVar[str] = "deposit_prepay"
    stage: ClassVar[Stage] = Stage.PREPAYMENT

    deposit_months: int = parameter(
        Whole(0, 24), "Months of rent of the first seats that are held as a deposit", default=1
    )
    due_before_activation: int = parameter(
        Whole(0, 60),
        "Business days before the contract's first day by which the first payment is due",
        default=3,
    )
    due_before_month: int = parameter(
        Whole(0, 60), "Business days before the 1st by which a later month's rent is due", default=3
    )
    asked_before_due: int = parameter(
        Whole(0, 60), "Business days before it is due on which a payment is asked for", default=5
    )
    added_due_after: int = parameter(
        Whole(0, 60),
        "Business days after seats are added within a month by which their rent is due",
        default=3,
    )
