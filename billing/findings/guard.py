"""Which findings stop the close of a tenant's month.

Those that are open, of a billable kind, and touch it:

- in time, where its span overlaps the month in the contract's zone; one whose moment nobody knows
  touches every month that had begun when it was last seen;
- by owner, where it names the tenant; one that names none touches every tenant that could own it: of a
  finding about a node those who live there or have calls of it in the month, of any other all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from sqlalchemy import and_, or_, select

from esl.models import Conversation, Node
from esl.nodes import homes
from seatyard.db import db
from seatyard.errors import Conflict
from seatyard.findings import Filters, Finding
from seatyard.findings.listing import narrowed

from ..engine import Month

FEW = 5
"""Kinds that a refusal names; the rest is counted."""


def stopping(tenant_id: int, month: Month) -> list[Finding]:
    """The findings that stop it, the oldest first."""
    span = month.span
    touches = or_(
        and_(Finding.about_from.is_(None), Finding.last_at > span.starts),
        and_(Finding.about_from < span.ends, Finding.about_until >= span.starts),
    )
    whose = or_(Finding.tenant_id == tenant_id, Finding.tenant_id.is_(None))
    query = narrowed(Filters(billable=True)).where(touches, whose).order_by(Finding.first_at, Finding.id)
    found = list(db.session.scalars(query))
    nodes = {one.detail["node"] for one in found if one.tenant_id is None and one.detail.get("node")}
    could = {name for name in nodes if _could_own(tenant_id, name, month)}
    return [one for one in found if one.tenant_id is not None or one.detail.get("node", "") in {"", *could}]


def refuse(tenant: str, month: Month, found: Collection[Finding]) -> None:
    """Raise Conflict, in one line, when there are any."""
    if not found:
        return
    kinds = Counter(one.kind for one in found).most_common()
    named = ", ".join(f"{count} {kind}" for kind, count in kinds[:FEW]) + (", …" if kinds[FEW:] else "")
    many = (
        "1 open finding that money hangs on touches"
        if len(found) == 1
        else (f"{len(found)} open findings that money hangs on touch")
    )
    look = f"seatyard finding list --tenant {tenant} --month {month.name}"
    raise Conflict(
        f"{many} it: {named}; see: {look}",
        where=month.name,
        allowed="clear them, or --despite-findings --by LOGIN --reason TEXT",
    )


def _could_own(tenant_id: int, node: str, month: Month) -> bool:
    node_id = db.session.scalar(select(Node.id).filter_by(name=node))
    if node_id is None:
        return True
    if any(
        stay.node_id == node_id and stay.common(month.span.starts, month.span.ends)
        for stay in homes.stays(tenant_id)
    ):
        return True
    call = select(Conversation.id).where(
        Conversation.tenant_id == tenant_id,
        Conversation.node_id == node_id,
        Conversation.started_at >= month.span.starts,
        Conversation.started_at < month.span.ends,
    )
    return db.session.scalar(call.limit(1)) is not None
