"""Counting what lines name of a month's calls, before they go; and how much of it may be missed after."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from sqlalchemy import and_, func, insert, literal, select

from esl.calls.months import its_rows
from esl.dropping.models import DroppedMonth
from esl.models import Conversation, Leg
from seatyard.db import db
from tenants.models import Tenant

from ..engine.results import CALL, LEG
from ..models import InvoiceLine, LineEvidence
from .models import DroppedEvidence

Gone = dict[tuple[str, int], tuple[int, int]]
"""By kind and line's id: how many are gone at least, and at most while a month is still going."""


def count(month: date) -> None:
    """Keep how many calls and legs of the month each line names (the caller commits)."""
    e = LineEvidence
    columns = ["month", "tenant_id", "line_id", "kind", "many"]
    for kind, model, name in ((CALL, Conversation, Conversation.id), (LEG, Leg, Leg.uuid)):
        named = and_(e.kind == kind, e.tenant_id == model.tenant_id, e.subject == name)
        many = func.count(e.subject.distinct())
        found = select(literal(month), e.tenant_id, e.line_id, e.kind, many).join(model, named)
        found = found.where(its_rows(model, month)).group_by(e.tenant_id, e.line_id, e.kind)
        db.session.execute(insert(DroppedEvidence).from_select(columns, found))


def gone() -> Gone:
    """Of tenants that are not deleted; in the caller's view of the database."""
    row, sums = DroppedEvidence, defaultdict[tuple[str, int], list[int]](lambda: [0, 0])
    query = select(row.kind, row.line_id, row.many, DroppedMonth.done_at).join(DroppedMonth)
    query = query.join(Tenant, Tenant.id == row.tenant_id).where(Tenant.deleted_at.is_(None))
    for kind, line_id, many, done_at in db.session.execute(query):
        least, most = sums[kind, line_id]
        sums[kind, line_id] = [least + (many if done_at is not None else 0), most + many]
    return {key: (least, most) for key, (least, most) in sums.items()}


def of_line(line: InvoiceLine) -> int:
    """How many of the calls and legs that it names went, or are going."""
    row = DroppedEvidence
    mine = row.tenant_id == line.invoice.tenant_id, row.line_id == line.id
    return db.session.scalar(select(func.sum(row.many)).where(*mine)) or 0
