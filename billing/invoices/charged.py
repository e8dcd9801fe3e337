"""From a line to the calls that it charged, and from a call to the lines that charged it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, func, literal, select, tuple_, union_all
from sqlalchemy.orm import joinedload

from esl.models import FURTHER_CROSSING, Conversation, Leg
from seatyard.db import db, slices
from seatyard.paging import cursor, place

from ..engine import CALL
from ..engine.facts import LONGEST_CALL
from ..engine.month import Month
from ..engine.results import LEG
from ..engine.spans import Span
from ..models import InvoiceLine, LineEvidence
from .evidence import of_line

PAGE = 50


@dataclass(frozen=True, slots=True)
class CallRow:
    """A call that a line charged, by its first crossing to a carrier or by a further leg."""

    id: str
    """Of the conversation."""
    kind: str
    """The row of the direction table: ``inbound``, ``transferred`` … (``seatyard.leg_kinds``)."""
    started_at: datetime
    caller: str
    callee: str
    billusec: int
    """Talk time in microseconds."""
    minutes: Decimal
    """Charged, in whole increments."""


@dataclass(frozen=True, slots=True)
class CallPage:
    entries: list[CallRow]
    """The earliest first."""
    after: str
    """What to ask for the next page with; empty on the last one."""


Position = tuple[datetime, str, str]
"""Of a row in the list: its start, its conversation, its leg if it is a further one."""


def calls(line: InvoiceLine, after: str = "", size: int = PAGE) -> CallPage:
    """A page of the calls behind a line. Raises InvalidInput for an ``after`` that no page gave.

    They are walked in order of time, the line's month alone, so that a page reads little more than itself,
    also of a line of a million calls. What began before the month is on its line if it ended in it.
    """
    last, span = _position(after), _month(line)
    arms: list[Select[Any]] = []
    if _has(line, CALL):
        c = Conversation
        earlier = c.started_at >= span.starts - LONGEST_CALL, c.started_at < span.starts
        if last is None or last[0] < span.starts:
            arms.append(_first(line, last, *earlier, c.ended_at > span.starts))
        arms.append(_first(line, last, c.started_at >= span.starts, c.started_at < span.ends))
    if _has(line, LEG):
        arms.append(_further(line, last, span))
    if not arms:
        return CallPage([], "")
    some = [arm.limit(size + 1).subquery() for arm in arms]
    rows = union_all(*(select(one) for one in some)).subquery()
    query = select(rows).order_by(rows.c.started_at, rows.c.id, rows.c.leg).limit(size + 1)
    found = db.session.execute(query).all()
    entries = [CallRow(*row[:-1]) for row in found[:size]]
    row = found[size - 1] if len(found) > size else None
    return CallPage(entries, cursor(row.started_at, row.id, row.leg) if row else "")


def lines_charging(tenant_id: int, call_id: str, legs: Iterable[str]) -> list[InvoiceLine]:
    """The lines that charged a call, given by its id and its legs' uuids, with their invoices: once its month
    is closed one, and one more for each further leg that the contract's direction table names a rate for."""
    e = LineEvidence
    charged = [and_(e.kind == CALL, e.subject == call_id)]
    charged += [and_(e.kind == LEG, e.subject.in_(some)) for some in slices(legs)]
    ids: set[int] = set()
    for one in charged:
        ids |= set(db.session.scalars(select(e.line_id).where(e.tenant_id == tenant_id, one)))
    query = select(InvoiceLine).where(InvoiceLine.id.in_(ids)).order_by(InvoiceLine.id)
    return list(db.session.scalars(query.options(joinedload(InvoiceLine.invoice))))


def legs_charged(tenant_id: int, legs: Iterable[str]) -> set[str]:
    """Those of these legs, by uuid, that invoices charged as further ones."""
    query = select(LineEvidence.subject).where(LineEvidence.tenant_id == tenant_id, LineEvidence.kind == LEG)
    return {
        uuid
        for some in slices(legs)
        for uuid in db.session.scalars(query.where(LineEvidence.subject.in_(some)))
    }


def _first(line: InvoiceLine, last: Position | None, *which: ColumnElement[bool]) -> Select[Any]:
    """Calls that the line charged by their first crossing."""
    c, e, leg = Conversation, LineEvidence, literal("").label("leg")
    kind = func.coalesce(c.paid_kind, c.direction).label("kind")
    query = (
        select(c.id, kind, c.started_at, c.caller, c.callee, c.billusec, e.quantity, leg)
        .join(e, (e.tenant_id == c.tenant_id) & (e.subject == c.id))
        .where(c.tenant_id == line.invoice.tenant_id, *which, *of_line(line, CALL))
        .order_by(c.started_at, c.id)
    )
    if last is None:
        return query
    return query.where(c.started_at >= last[0], tuple_(c.started_at, c.id) > tuple_(*_bound(last[:2])))


def _further(line: InvoiceLine, last: Position | None, span: Span) -> Select[Any]:
    """Further legs that it charged, each by its own start."""
    g, e, since = Leg, LineEvidence, span.starts - LONGEST_CALL
    legs = select(g.conversation_id, g.kind, g.started_at, g.caller, g.callee, g.billusec, g.uuid)
    mine = g.tenant_id == line.invoice.tenant_id, g.started_at >= since, g.started_at < span.ends
    leg = legs.where(*mine, FURTHER_CROSSING).subquery().c  # its words name no table
    query = (
        select(
            leg.conversation_id.label("id"), leg.kind, leg.started_at, leg.caller, leg.callee, leg.billusec,
            e.quantity, leg.uuid.label("leg"),
        )
        .join(e, e.subject == leg.uuid)
        .where(*of_line(line, LEG))
        .order_by(leg.started_at, leg.conversation_id, leg.uuid)
    )  # fmt: skip
    if last is None:
        return query
    place = tuple_(leg.started_at, leg.conversation_id, leg.uuid)
    return query.where(leg.started_at >= last[0], place > tuple_(*_bound(last)))


def _bound(values: Iterable[Any]) -> list[ColumnElement[Any]]:
    types = Conversation.started_at.type, Conversation.id.type, Leg.uuid.type
    return [literal(value, type_) for value, type_ in zip(values, types, strict=False)]


def _has(line: InvoiceLine, kind: str) -> bool:
    found = select(LineEvidence.line_id).where(*of_line(line, kind)).limit(1)
    return db.session.scalar(found) is not None


def _position(after: str) -> Position | None:
    if not after:
        return None
    moment, (call_id, leg) = place(after, "calls", names=2)
    return moment, call_id, leg


def _month(line: InvoiceLine) -> Span:
    invoice = line.invoice
    return Month.parse(invoice.period, ZoneInfo(invoice.contract.terms["timezone"])).span
