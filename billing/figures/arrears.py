"""What tenants owe, and how far dunning has come: from standings, and steps that are not over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby

from prometheus_client.metrics_core import Metric
from sqlalchemy import select

from seatyard.db import db
from seatyard.watch.figures import gauge

from ..attention.models import TenantStanding
from ..dunning import document
from ..dunning.history import History
from ..dunning.models import DunningStep
from ..dunning.reading import settled

STAGES = (
    document.REMINDED,
    document.NOTIFIED,
    document.SUSPENDED,
    document.TERMINABLE,
    document.TERMINATED,
)


def read() -> Iterator[Metric]:
    yield from _owed()
    stages = _stages()
    yield gauge(
        "seatyard_tenants_in_dunning",
        "Tenants by how far dunning has come of any of their contracts",
        ("stage",),
        [((stage,), stages[stage]) for stage in STAGES],
    )


def _owed() -> Iterator[Metric]:
    sums: dict[tuple[str, str], Decimal] = {}
    tenants: Counter[str] = Counter()
    oldest = None
    for opened, overdue, since in db.session.execute(
        select(TenantStanding.open, TenantStanding.overdue, TenantStanding.overdue_since)
    ):
        for state, amounts in (("open", opened), ("overdue", overdue)):
            tenants[state] += bool(amounts)
            for currency, amount in amounts.items():
                sums[state, currency] = sums.get((state, currency), Decimal(0)) + Decimal(amount)
        oldest = min(filter(None, (oldest, since)), default=None)
    yield gauge(
        "seatyard_owed",
        "What tenants owe, as their standings say; overdue is a part of open",
        ("state", "currency"),
        [(key, float(amount)) for key, amount in sorted(sums.items())],
    )
    yield gauge(
        "seatyard_tenants_owing",
        "How many tenants owe it",
        ("state",),
        [((state,), tenants[state]) for state in ("open", "overdue")],
    )


def _stages() -> Counter[str]:
    """By how far their furthest contract is; tenants of whom all is over are in none."""
    begun = select(DunningStep.contract_id).where(~settled())
    query = select(DunningStep).where(DunningStep.contract_id.in_(begun))
    rows = db.session.scalars(query.order_by(DunningStep.contract_id, DunningStep.id))
    furthest: dict[int, str] = {}
    for _, steps in groupby(rows, lambda row: row.contract_id):
        told = list(steps)
        stage = document.reached(History.of(row.past() for row in told))
        if stage is not None:
            known = furthest.get(told[0].tenant_id, stage)
            furthest[told[0].tenant_id] = max(known, stage, key=document.STATES.index)
    return Counter(furthest.values())
