"""Proof that a database is whole, after a restore or at any time: the money's, and what lies under it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlalchemy import select

from esl.call_sums import proving as call_sums
from esl.recordings import proofs
from esl.recordings.models import Deletion
from seatyard.audit import proving as trail
from seatyard.db import db, one_moment
from tenants.models import Tenant

from . import bookings, credits
from .service import CHECKS, Check, looked


def _deletions() -> Iterator[str]:
    """The proofs of each tenant's deleted recordings are a chain."""
    chains = select(Tenant.id, Tenant.name).where(Tenant.id.in_(select(Deletion.tenant_id)))
    for id, name in db.session.execute(chains.order_by(Tenant.id)).all():
        broken = proofs.broken(id)
        yield "" if broken is None else f"{name}, proof {broken}: is not as it was written, or missing"


def _trail() -> Iterator[str]:
    """Who did what: no entry was changed, moved or taken out."""
    proof = trail.prove()
    yield from ("" for _ in range(proof.entries))
    if proof.broken is not None:
        yield f"entry {proof.broken} {proof.problem}"


UNDER: dict[str, Callable[[], Iterator[str]]] = {
    "each tenant's accounts add up to nothing": bookings.totals,
    "credit notes are about invoices that are there": credits.orphans,
    "sums of days are what their calls come to": call_sums.sums,
    "proofs of deletion are a chain": _deletions,
    "the audit trail is a chain": _trail,
}


def verify(progress: Callable[[int, int], None] = lambda done, of: None) -> list[Check]:
    """Look at everything, each check in one moment of the database."""
    found = []
    checks = CHECKS | UNDER
    for name, look in checks.items():
        with one_moment():
            found.append(looked(name, look))
        progress(len(found), len(checks))
    return found
