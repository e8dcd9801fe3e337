"""What came into the books this month and last, by currency, from the transactions of these alone."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from prometheus_client.metrics_core import Metric
from sqlalchemy import func, select

from seatyard.db import Exact, db
from seatyard.watch.figures import gauge

from ..ledger.accounts import Account
from ..ledger.book import Kind
from ..ledger.models import LedgerEntry, LedgerTransaction
from .months import months

FLOWS: dict[Kind, tuple[str, Account, int]] = {
    Kind.INVOICE: ("invoiced", Account.RECEIVABLE, 1),
    Kind.PAYMENT: ("paid", Account.CASH, 1),
    Kind.PAYMENT_WITHDRAWN: ("paid", Account.CASH, 1),
    Kind.CREDIT_NOTE: ("credited", Account.RECEIVABLE, -1),
    Kind.REFUND: ("refunded", Account.CASH, -1),
    Kind.REFUND_WITHDRAWN: ("refunded", Account.CASH, -1),
    Kind.WRITE_OFF: ("written_off", Account.RECEIVABLE, -1),
    Kind.WRITE_OFF_WITHDRAWN: ("written_off", Account.RECEIVABLE, -1),
}
"""What a kind of transaction is here, by what it adds to which account, and with which sign."""


def read() -> Iterator[Metric]:
    names = {period: name for name, period in months().items()}
    amount = func.sum(LedgerEntry.amount, type_=Exact())
    query = (
        select(LedgerTransaction.period, LedgerTransaction.kind, LedgerTransaction.currency, amount)
        .join(LedgerEntry, LedgerEntry.transaction_id == LedgerTransaction.id)
        .where(LedgerTransaction.period.in_(names), LedgerTransaction.kind.in_(FLOWS))
        .where(LedgerEntry.tenant_id == LedgerTransaction.tenant_id)
    )
    sums: dict[tuple[str, str, str], Decimal] = {}
    for account in (Account.RECEIVABLE, Account.CASH):
        kinds = [kind.value for kind, (_, of, _) in FLOWS.items() if of is account]
        ours = query.where(LedgerEntry.account == account.value, LedgerTransaction.kind.in_(kinds))
        grouped = ours.group_by(LedgerTransaction.period, LedgerTransaction.kind, LedgerTransaction.currency)
        for period, kind, currency, total in db.session.execute(grouped):
            flow, _, sign = FLOWS[Kind(kind)]
            key = (names[period], flow, currency)
            sums[key] = sums.get(key, Decimal(0)) + sign * total
    yield gauge(
        "seatyard_month_money",
        "Of this month's books and last month's: invoiced, paid, credited, refunded, written off",
        ("month", "flow", "currency"),
        [(key, float(total)) for key, total in sorted(sums.items())],
    )
