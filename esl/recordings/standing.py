"""How a tenant's recordings are kept: by which rules, how much there is, what goes, what is held and gone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from seatyard.db import db
from tenants.models import Tenant

from . import forecast, holds, stores
from .forecast import Forecast
from .models import Deletion, Hold
from .retention import Rules
from .stores.base import Room

CONTRACT, TENANT, QUEUE, SEAT = "contract", "tenant", "queue", "seat"


@dataclass(frozen=True, slots=True)
class Rule:
    """One time of keeping, and what says it; a seat's comes before its queue's before the tenant's."""

    of: str
    name: str
    """Of the queue or the seat; empty for others."""
    keep: str


@dataclass(frozen=True, slots=True)
class Standing:
    rules: list[Rule]
    """What says something, the most general first; none: nothing is deleted by itself."""
    forecast: Forecast
    held: Sequence[Hold]
    deleted: int
    """How many there are proofs of."""
    last_deleted_at: datetime | None

    @property
    def all_held(self) -> bool:
        return any(one.call_id is None for one in self.held)


def standing(tenant: Tenant) -> Standing:
    """Of a tenant, now."""
    latest = select(Deletion.number, Deletion.deleted_at).filter_by(tenant_id=tenant.id)
    last = db.session.execute(latest.order_by(Deletion.number.desc()).limit(1)).first()
    return Standing(
        list(_rules(Rules(tenant))),
        forecast.forecast(tenant),
        holds.standing(tenant.id),
        last.number if last else 0,
        last.deleted_at if last else None,
    )


def room() -> Room | None:
    """How full the place of all tenants' recordings is; None where it does not say (a bucket)."""
    return stores.store().room()


def _rules(rules: Rules) -> Iterator[Rule]:
    own = rules.policy.rule().keep
    if own is not None:
        yield Rule(TENANT, "", own)
    elif rules.agreed is not None:
        yield Rule(CONTRACT, "", rules.agreed)
    for of, several in ((QUEUE, rules.policy.queues), (SEAT, rules.policy.seats)):
        for name, said in several.items():
            if "keep" in said:
                yield Rule(of, name, said["keep"])
