"""A tenant's deletion: seen beforehand, asked for by one person, confirmed by another, done, proved."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from esl.recordings import holds
from seatyard import clock
from seatyard.claims import claimed
from seatyard.db import db, snapshot, transaction
from seatyard.errors import Conflict, InvalidInput, NotFound, SeatyardError
from tenants.models import Tenant

from . import obstacles, proof, remains, steps
from .models import DeletionStep, TenantDeletion
from .obstacles import Obstacle
from .tables import KEPT

EVERY = 60.0
"""Seconds from one look at what is confirmed to the next."""
ROUNDS = 3
"""How often the steps are gone through again for what came in meanwhile."""
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Preview:
    """What a deletion would do now."""

    obstacles: list[Obstacle]
    gone: dict[str, int]
    """Rows by table, files by kind."""
    kept: dict[str, tuple[int, str]]
    """Rows by table, and why they stay."""

    def document(self) -> dict[str, Any]:
        return {
            "obstacles": [{"kind": one.kind, "says": one.says} for one in self.obstacles],
            "gone": self.gone,
            "kept": {table: {"rows": rows, "because": why} for table, (rows, why) in self.kept.items()},
        }


def preview(tenant: Tenant) -> Preview:
    """In the caller's transaction."""
    stay = {name: (rows, KEPT[name]) for name, rows in remains.to_stay(tenant.id).items() if rows}
    gone = {name: count for name, count in remains.to_go(tenant).items() if count}
    return Preview(obstacles.of_tenant(tenant), gone, stay)


def against(tenant: Tenant) -> list[Obstacle]:
    """What stands against it, of one that is not deleted. In the caller's transaction."""
    return obstacles.of_tenant(tenant) if tenant.deleted_at is None else []


def standing(tenant_id: int) -> TenantDeletion | None:
    """The one that was not called off."""
    query = select(TenantDeletion).filter_by(tenant_id=tenant_id, called_off_at=None)
    return db.session.scalars(query.execution_options(populate_existing=True)).first()


def proof_text(tenant: Tenant) -> str:
    """The proof of a finished deletion with its digest, in JSON. NotFound where there is none."""
    found = standing(tenant.id)
    if found is None or found.proof is None:
        raise NotFound("no finished deletion", where=f"tenant {tenant.name}")
    return json.dumps({**found.proof, "digest": found.digest}, ensure_ascii=False, indent=2) + "\n"


def ask(tenant: Tenant, reason: str, by: str) -> TenantDeletion:
    """Commits. Conflict where something stands against it, or it was asked for already."""
    if not reason.strip():
        raise InvalidInput("a deletion is asked for with a reason", where="--reason", allowed="words")
    holds.lock(tenant.id)
    if standing(tenant.id) is not None:
        raise Conflict("its deletion was asked for already", where=f"tenant {tenant.name}")
    _refuse(tenant)
    made = TenantDeletion(tenant_id=tenant.id, reason=reason.strip(), asked_by=by)
    db.session.add(made)
    db.session.commit()
    return made


def confirm(tenant: Tenant, by: str) -> TenantDeletion:
    """A second person says yes; from then on it is done, without a way back. Commits."""
    holds.lock(tenant.id)
    found = _asked(tenant)
    if found.confirmed_at is not None:
        raise Conflict("it is confirmed already", where=f"tenant {tenant.name}")
    if by == found.asked_by:
        raise Conflict(
            "who asked for a deletion does not confirm it",
            where=f"tenant {tenant.name}",
            allowed=f"somebody else than {by}",
        )
    _refuse(tenant)
    found.confirmed_by, found.confirmed_at = by, clock.now()
    tenant.deleted_at = found.confirmed_at
    db.session.commit()
    return found


def call_off(tenant: Tenant, by: str) -> TenantDeletion:
    """Before it is confirmed. Commits."""
    holds.lock(tenant.id)
    found = _asked(tenant)
    if found.confirmed_at is not None:
        raise Conflict("it is confirmed: there is no way back", where=f"tenant {tenant.name}")
    found.called_off_by, found.called_off_at = by, clock.now()
    db.session.commit()
    return found


def run(tenant_id: int, progress: Progress = lambda done, of: None) -> TenantDeletion:
    """Do what is confirmed, from where it was stopped; commits as it goes. Again, it changes nothing.

    What it waits for (a hold, the tenant's node) or broke off for is raised, and kept as its ``problem``.
    """
    with claimed(f"deletion:{tenant_id}") as had:
        if not had:
            raise Conflict("another process is at it", where=f"tenant {tenant_id}", allowed="wait for it")
        with snapshot():
            found = standing(tenant_id)
            if found is None or found.confirmed_at is None:
                raise NotFound("no confirmed deletion", where=f"tenant {tenant_id}")
            number, finished = found.id, found.finished_at is not None
        if not finished:
            try:
                _do(number, tenant_id, progress)
            except SeatyardError as error:
                _problem(number, str(error))
                raise
        return db.session.get_one(TenantDeletion, number, populate_existing=True)


def due_now() -> int:
    """Go on with all that is confirmed and not finished."""
    query = select(TenantDeletion.tenant_id).where(
        TenantDeletion.confirmed_at.is_not(None), TenantDeletion.finished_at.is_(None)
    )
    with snapshot():
        waiting = list(db.session.scalars(query.order_by(TenantDeletion.id)))
    done = 0
    for tenant_id in waiting:
        try:
            run(tenant_id)
            done += 1
        except SeatyardError:
            continue  # it says why in its row, and is tried again
    return done


def verify(tenant: Tenant) -> list[str]:
    """What does not hold of a finished deletion, a line each. NotFound where there is none."""
    with snapshot():
        found = standing(tenant.id)
        if found is None:
            raise NotFound("no deletion", where=f"tenant {tenant.name}")
        return proof.faults(found, db.session.get_one(Tenant, tenant.id))


def _do(number: int, tenant_id: int, progress: Progress) -> None:
    names = steps.names()
    for _ in range(ROUNDS):
        steps.reduce(tenant_id)
        for position, name in enumerate(names, 1):
            steps.do(number, tenant_id, position, name)
            progress(position, len(names))
        with transaction():
            tenant = db.session.get_one(Tenant, tenant_id)
            left = [name for name, count in remains.to_go(tenant).items() if count]
            if not left:
                proof.make(db.session.get_one(TenantDeletion, number), tenant, clock.now())
                return
            for name in left:  # it came in while the others were done
                db.session.get_one(DeletionStep, (number, name)).done_at = None
    raise SeatyardError(f"something comes in again and again: {', '.join(left)}", where=f"tenant {tenant_id}")


def _asked(tenant: Tenant) -> TenantDeletion:
    found = standing(tenant.id)
    if found is None:
        raise NotFound("no deletion was asked for", where=f"tenant {tenant.name}")
    return found


def _refuse(tenant: Tenant) -> None:
    if against := obstacles.of_tenant(tenant):
        said = "; ".join(one.says for one in against)
        raise Conflict(f"it may not be deleted yet: {said}", where=f"tenant {tenant.name}")


def _problem(number: int, text: str) -> None:
    with transaction():
        db.session.get_one(TenantDeletion, number).problem = text
