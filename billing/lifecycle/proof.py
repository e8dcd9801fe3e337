"""The proof of a tenant's deletion, made as the proofs of deleted recordings are: a chain of digests.

A step's digest is SHA-256 over the digest before it (64 zeros at first), a line break and the step in
canonical JSON (keys sorted, no blanks, UTF-8, without ``digest``); the proof's own is the same over the last
step's and the whole proof. A copy of that, kept elsewhere, vouches for all of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import select

from esl.recordings import proofs
from seatyard.app import settings_of
from seatyard.db import db
from seatyard.months import months_after
from tenants.models import Tenant

from . import remains
from .models import DeletionStep, TenantDeletion
from .tables import KEPT

REDUCED = {
    "tenants": ["policies", "billing contacts", "mailboxes"],
    "seats": ["name", "a1_hash", "phone", "skills"],
}
"""What was taken out of rows that are kept."""


def make(deletion: TenantDeletion, tenant: Tenant, now: datetime) -> None:
    """Write the proof into ``deletion``, whose steps are all done. In the caller's transaction."""
    steps = _chained(_steps(deletion.id))
    until = months_after(now.date(), 12 * settings_of(current_app).books_kept_years)
    document = {
        "deletion": deletion.id,
        "tenant": {"id": tenant.id, "name": tenant.name, "title": tenant.title_en},
        "reason": deletion.reason,
        "asked": {"by": deletion.asked_by, "at": deletion.asked_at.isoformat()},
        "confirmed": {"by": deletion.confirmed_by, "at": _iso(deletion.confirmed_at)},
        "finished_at": now.isoformat(),
        "deleted": steps,
        "recordings_digest": proofs.last_digest(tenant.id),
        "reduced": REDUCED,
        "kept": {
            name: {"rows": rows, "because": KEPT[name]}
            for name, rows in remains.to_stay(tenant.id).items()
            if rows
        },
        "books_kept_until": until.isoformat(),
    }
    deletion.proof, deletion.finished_at, deletion.problem = document, now, ""
    deletion.digest = proofs.digest(steps[-1]["digest"] if steps else proofs.FIRST, document)


def faults(deletion: TenantDeletion, tenant: Tenant) -> list[str]:
    """What does not hold: of the proof itself, of its steps, and what of the tenant is there all the same.

    In the caller's transaction.
    """
    proof = deletion.proof
    if proof is None:
        return ["it is not finished"]
    found = []
    steps = _chained(_steps(deletion.id))
    if steps != proof["deleted"]:
        found.append("the steps are not those of the proof")
    if deletion.digest != proofs.digest(steps[-1]["digest"] if steps else proofs.FIRST, proof):
        found.append("the proof is not as it was written")
    if (broken := proofs.broken(tenant.id)) is not None:
        found.append(f"the proof of recording {broken} is not as it was written")
    there = remains.to_go(tenant)
    found += [f"{name}: {count} still there" for name, count in there.items() if count]
    found += remains.unreduced(tenant)
    stay = remains.to_stay(tenant.id)
    for name, one in proof["kept"].items():
        if stay.get(name, 0) < one["rows"]:
            found.append(f"{name}: {stay.get(name, 0)} kept of {one['rows']}")
    return found


def _steps(deletion_id: int) -> Sequence[DeletionStep]:
    query = select(DeletionStep).filter_by(deletion_id=deletion_id).order_by(DeletionStep.position)
    return db.session.scalars(query.execution_options(populate_existing=True)).all()


def _chained(steps: Sequence[DeletionStep]) -> list[dict[str, Any]]:
    before, chained = proofs.FIRST, []
    for step in steps:
        said = {"what": step.name, "count": step.count, "keys": step.keys, "done_at": _iso(step.done_at)}
        before = proofs.digest(before, said)
        chained.append({**said, "digest": before})
    return chained


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
