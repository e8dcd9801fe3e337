"""What became of messages, sending those again that were given up, and letting old ones go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update

from seatyard import clock, findings
from seatyard.db import db, transaction
from seatyard.errors import Conflict, InvalidInput, NotFound
from tenants.directory import find as find_tenant
from tenants.models import Tenant

from ..recordings import holds
from .models import DEAD, KEPT, SENT, WAITING, Delivery
from .sending import FINDING

STATES = (WAITING, SENT, DEAD, KEPT)
SHOWN = (
    "id", "kind", "state", "attempts", "status", "problem", "at", "made_at", "due_at", "ended_at", "data",
)  # fmt: skip
LATEST = 200
WAITS = timedelta(hours=13)
"""As long as all attempts take."""
SENT_KEPT, DEAD_KEPT = timedelta(days=7), timedelta(days=30)
"""How long they are remembered after their end."""


def tenant_of(name: str) -> Tenant:
    tenant = find_tenant(name)
    if tenant is None:
        raise NotFound(f"no tenant {name}")
    return tenant


def listing(tenant: Tenant, state: str = "") -> Sequence[Delivery]:
    """The latest first."""
    if state and state not in STATES:
        raise InvalidInput(f"no such state: {state}", where="state", allowed=", ".join(STATES))
    query = select(Delivery).filter_by(tenant_id=tenant.id).order_by(Delivery.made_at.desc(), Delivery.id)
    return db.session.scalars((query.filter_by(state=state) if state else query).limit(LATEST)).all()


def shown(one: Delivery) -> dict[str, Any]:
    """A message as it is told, without anything that it is signed with."""
    return {name: getattr(one, name) for name in SHOWN}


def find(tenant: Tenant, id: str) -> Delivery:
    row = db.session.get(Delivery, (tenant.id, id))
    if row is None:
        raise NotFound(f"no message {id}", where=f"tenant {tenant.name}")
    return row


def resend(tenant: Tenant, id: str) -> Delivery:
    """Try it again from the beginning, with the same id. Commits. Conflict while it still waits."""
    row = find(tenant, id)
    if row.state == WAITING:
        raise Conflict(f"{id} is waiting to be sent", where=f"tenant {tenant.name}")
    row.state, row.attempts, row.due_at, row.ended_at = WAITING, 0, clock.now(), None
    db.session.commit()
    return row


def resend_dead(tenant: Tenant, by: str) -> int:
    """All that were given up; how many. Commits."""
    dead = update(Delivery).where(Delivery.tenant_id == tenant.id, Delivery.state == DEAD)
    done = db.session.execute(dead.values(state=WAITING, attempts=0, due_at=clock.now(), ended_at=None))
    findings.resolve(FINDING, [tenant.name], by)
    db.session.commit()
    return int(done.rowcount)  # type: ignore[attr-defined]


def forget() -> None:
    """Let go of what ended long ago, and give up what was put in faster than its receiver takes it."""
    now = clock.now()
    with transaction():
        _give_up(now)
        for state, before in ((SENT, now - SENT_KEPT), (DEAD, now - DEAD_KEPT)):
            _forget(Delivery.ended_at < before, state)
        _forget(Delivery.made_at < now - SENT_KEPT, KEPT)


def _give_up(now: datetime) -> None:
    late = update(Delivery).where(Delivery.state == WAITING, Delivery.made_at < now - WAITS)
    ended = late.values(state=DEAD, ended_at=now, problem="not taken in time")
    for tenant_id in set(db.session.scalars(ended.returning(Delivery.tenant_id))):
        name = db.session.get_one(Tenant, tenant_id).name
        findings.report(FINDING, name, "messages were given up: not taken in time", tenant_id=tenant_id)


def _forget(old: object, state: str) -> None:
    unheld = holds.unheld(Delivery.tenant_id)
    db.session.execute(delete(Delivery).where(Delivery.state == state, unheld, old))  # type: ignore[arg-type]
