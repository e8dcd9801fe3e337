"""Proofs of deletion: what was deleted, when, by which policy, and that it was seen to be gone.

Each tenant's proofs are a chain: the digest of one is SHA-256 over the digest before it, a line break and its
document in canonical JSON (keys sorted, no blanks, UTF-8), so a proof that is changed or taken out breaks
all that follow. A copy of the last digest, kept elsewhere, vouches for everything up to it.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from seatyard import clock, sheets
from seatyard.db import db
from seatyard.paging import Page, Part, paged, part
from tenants.models import Tenant

from ..calls.months import near
from ..models import Leg, Node
from .models import Deletion, Recording

FIRST = "0" * 64
"""The digest before the first."""
COLUMNS = (
    "number", "recording", "kind", "call", "leg", "node", "mailbox", "started_at", "ended_at", "length_ms",
    "bytes", "sha256", "key_version", "place", "sealed_bytes", "policy", "due_at", "deleted_at", "gone",
    "digest",
)  # fmt: skip


def add(row: Recording, *, sealed_bytes: int | None) -> Deletion:
    """The proof of a recording whose sealed file is gone; the caller holds the tenant's lock, and commits.

    ``sealed_bytes`` is the size it was found with; none: an earlier sweep, stopped since, had deleted it.
    """
    query = select(Deletion).filter_by(tenant_id=row.tenant_id).order_by(Deletion.number.desc()).limit(1)
    last = db.session.scalars(query).first()
    now = clock.now()
    document = _document(row, sealed_bytes, now)
    made = Deletion(
        tenant_id=row.tenant_id,
        number=last.number + 1 if last else 1,
        recording_id=row.id,
        document=document,
        digest=digest(last.digest if last else FIRST, document),
        deleted_at=now,
    )
    db.session.add(made)
    return made


def last_digest(tenant_id: int) -> str:
    """Of the tenant's latest proof: it vouches for all of them."""
    query = select(Deletion.digest).filter_by(tenant_id=tenant_id).order_by(Deletion.number.desc()).limit(1)
    return db.session.scalar(query) or FIRST


def digest(before: str, document: dict[str, Any]) -> str:
    canonical = json.dumps(document, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(f"{before}\n{canonical}".encode()).hexdigest()


def listing(tenant_id: int, page: int = 1) -> Page[Deletion]:
    """The latest first."""
    query = select(Deletion).filter_by(tenant_id=tenant_id).order_by(Deletion.number.desc())
    return paged(query, page)


def part_of(tenant_id: int, after: str = "", limit: int = 50) -> Part[Deletion]:
    """The latest first, those after a number."""
    query = select(Deletion).filter_by(tenant_id=tenant_id)
    return part(query, Deletion.number, after, limit, descending=True)


def between(tenant_id: int, since: datetime | None, until: datetime | None) -> Sequence[Deletion]:
    """Those of a time, [since, until), in order."""
    query = select(Deletion).filter_by(tenant_id=tenant_id).order_by(Deletion.number)
    if since:
        query = query.where(Deletion.deleted_at >= since)
    if until:
        query = query.where(Deletion.deleted_at < until)
    return db.session.scalars(query).all()


def broken(tenant_id: int, first: int = 1, last: int | None = None) -> int | None:
    """The number of the first proof that is not as it was written, or is missing; None: all are.

    ``first`` and ``last`` narrow the look to a part of the chain.
    """
    before = db.session.get(Deletion, (tenant_id, first - 1))
    if before is None and first > 1:
        return first - 1
    sealed, expected = before.digest if before else FIRST, first
    query = select(Deletion).where(Deletion.tenant_id == tenant_id, Deletion.number >= first)
    if last is not None:
        query = query.where(Deletion.number <= last)
    ordered = query.order_by(Deletion.number).execution_options(yield_per=500)
    with db.session.scalars(ordered) as found:
        for one in found:
            if one.number != expected or one.digest != digest(sealed, one.document):
                return expected
            sealed, expected = one.digest, expected + 1
    return None if last is None or expected > last else expected


def rows(proofs: Sequence[Deletion]) -> list[dict[str, Any]]:
    """As they are exported."""
    return [{"number": one.number, **one.document, "digest": one.digest} for one in proofs]


def as_csv(proofs: Sequence[Deletion]) -> str:
    """With a byte order mark, so that spreadsheets read it as UTF-8."""
    made = io.StringIO()
    writer = csv.DictWriter(made, COLUMNS, extrasaction="ignore")
    writer.writeheader()
    writer.writerows({name: sheets.cell(value) for name, value in row.items()} for row in rows(proofs))
    return "\ufeff" + made.getvalue()


def as_json(tenant: Tenant, proofs: Sequence[Deletion]) -> str:
    said = {"tenant": tenant.name, "title": tenant.title_en, "deletions": rows(proofs)}
    return json.dumps(said, ensure_ascii=False, indent=2) + "\n"


def _document(row: Recording, sealed_bytes: int | None, now: datetime) -> dict[str, Any]:
    call = select(func.min(Leg.conversation_id)).where(
        Leg.tenant_id == row.tenant_id,
        Leg.node_id == row.node_id,
        Leg.uuid == row.leg_uuid,
        near(Leg, row.started_at, row.ended_at),
    )
    return {
        "recording": row.id,
        "kind": row.kind,
        "call": db.session.scalar(call),
        "leg": row.leg_uuid,
        "node": db.session.scalar(select(Node.name).filter_by(id=row.node_id)),
        "mailbox": row.mailbox,
        "started_at": row.started_at.isoformat(),
        "ended_at": row.ended_at.isoformat(),
        "length_ms": row.length_ms,
        "bytes": row.bytes,
        "sha256": row.sha256,
        "key_version": row.key_version,
        "place": row.place,
        "sealed_bytes": sealed_bytes,
        "policy": row.due_by,
        "due_at": row.due_at.isoformat() if row.due_at else None,
        "deleted_at": now.isoformat(),
        "gone": True,
    }
