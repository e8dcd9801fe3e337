"""What a month costs, whenever it is paid."""

from __future__ import annotations

from decimal import Decimal

from ..engine import Bill

PREPAYMENT = "deposit_prepay"
"""Its lines are timing and liability, no cost."""


def cost(bill: Bill) -> Decimal:
    """The bill's total without deposits and what was only paid ahead, or set off from it."""
    ahead = sum((line.amount for line in bill.lines if line.clause == PREPAYMENT), Decimal(0))
    return bill.total - ahead
