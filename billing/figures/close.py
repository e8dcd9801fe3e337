"""How far the close of last month has come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from prometheus_client.metrics_core import Metric
from sqlalchemy import func, or_, select

from seatyard import findings
from seatyard.db import db
from seatyard.watch.figures import gauge

from ..drafts.waiting import waiting
from ..engine import Kind
from ..invoices.close import DIFFERENCE, REFUSAL
from ..models import Contract, Invoice
from .months import LAST, THIS, months


def read() -> Iterator[Metric]:
    named = months()
    last, until = named[LAST], date.fromisoformat(f"{named[THIS]}-01")
    settled = (Invoice.period == last, Invoice.kind == Kind.SETTLEMENT.value)
    many, first, latest = db.session.execute(
        select(func.count(), func.min(Invoice.finalised_at), func.max(Invoice.finalised_at)).where(*settled)
    ).one()
    kinds = findings.open_kinds()
    rows = {
        "due": _due(date.fromisoformat(f"{last}-01"), until, last),
        "closed": many,
        "refused": kinds.get(REFUSAL, 0),
        "differs": kinds.get(DIFFERENCE, 0),
        "waiting": waiting(last).get(last, 0),
    }
    yield gauge(
        "seatyard_close_months",
        "Contracts by what became of last month: due (no invoice yet), closed, waiting for a word on a draft;"
        " of any month: refused, and differs (what was invoiced is not what the facts say now)",
        ("state",),
        [((state,), value) for state, value in rows.items()],
    )
    if first is not None and latest is not None:
        yield gauge(
            "seatyard_close_seconds",
            "From last month's first invoice to its latest",
            (),
            [((), (latest - first).total_seconds())],
        )
        yield gauge(
            "seatyard_close_last_invoice_timestamp_seconds",
            "When last month's latest invoice was made",
            (),
            [((), latest.timestamp())],
        )


def _due(starts: date, until: date, period: str) -> int:
    """Contracts that had begun, were not over by their own dates, and have no invoice of the month."""
    query = (
        select(func.count())
        .select_from(Contract)
        .outerjoin(
            Invoice,
            (Invoice.contract_id == Contract.id)
            & (Invoice.period == period)
            & (Invoice.kind == Kind.SETTLEMENT.value),
        )
        .where(Contract.starts < until, or_(Contract.ends.is_(None), Contract.ends >= starts))
        .where(Invoice.id.is_(None))
    )
    return db.session.scalar(query) or 0
