"""The finding ``call_lost``: a call has gone without a word; no hang-up was heard, and no record came."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from seatyard import findings
from seatyard.db import db, slices
from tenants.models import Tenant

from ..calls.fields import LARGEST_ID, number
from ..models import CdrRecord, Hangup
from .channels import RESTARTED, UNREACHABLE, VANISHED, Channel, Gone
from .records import LOST

_WHY = {
    RESTARTED: "the node was restarted under it",
    VANISHED: "it has gone from the node",
    UNREACHABLE: "its node does not answer",
}


def report(node_id: int, node: str, gone: Gone) -> None:
    """Say so, once for good (the caller commits)."""
    channel, why = gone.channel, _WHY[gone.why]
    answered = channel.answered_at or channel.started_at or channel.seen_at
    findings.report_once(
        LOST,
        f"{node}/{channel.uuid}",
        f"{why}: no hang-up was heard, and no record came",
        tenant_id=tenant_of(channel),
        about=(min(channel.started_at or answered, gone.proven), max(gone.missed, gone.proven)),
        node=node,
        node_id=node_id,
        uuid=channel.uuid,
        why=gone.why,
        core_uuid=channel.core_uuid,
        started_at=_iso(channel.started_at),
        answered_at=_iso(channel.answered_at),
        proven=_iso(gone.proven),
        missed=_iso(gone.missed),
        told=channel.told,
    )


def told(node_id: int, uuids: Collection[str]) -> set[str]:
    """Those of these channels whose hang-up was heard, or whose record came."""
    found: set[str] = set()
    for model in (Hangup, CdrRecord):
        for some in slices(sorted(uuids)):
            query = select(model.uuid).where(model.node_id == node_id, model.uuid.in_(some))
            found.update(db.session.scalars(query))
    return found


def tenant_of(channel: Channel) -> int | None:
    """By what the dialplan set, else by the context, which is the tenant's domain. None that there is not."""
    variables = channel.told.get("variables", {})
    named = number(variables.get("seatyard_tenant"))
    if 0 < named <= LARGEST_ID and db.session.get(Tenant, named) is not None:
        return named
    profile = channel.told["callflow"][0]["caller_profile"]
    domains = [str(one) for one in (profile.get("context"), variables.get("domain_name")) if one]
    return db.session.scalar(select(Tenant.id).where(Tenant.domain.in_(domains)).limit(1))


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
