"""The facts of a contract's month, from the database into what the clauses know.

Whole rows of columns, no mapped objects: a month may hold 100,000 calls.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypeVar

from sqlalchemy import Select, func, or_, select

from esl.models import INBOUND, OUTBOUND, Conversation, Placement
from esl.models import Outage as OutageRow
from seatyard.db import db
from tenants.models import Seat, SeatTenure

from .contracts.service import agreement_of
from .engine import Agreement, Call, Facts, Outage, SeatInterval
from .engine.spans import Span
from .models import Contract
from .recorded.reading import read, rows_of, standing

Query = TypeVar("Query", bound=Select[Any])


def facts_of(tenant_id: int, contract_id: int, agreement: Agreement, span: Span) -> Facts:
    """What happened under a contract: everything but calls whole, and the calls that started in ``span``."""
    lasting = agreement.span
    seats = seats_of(tenant_id, lasting)
    told = read(standing(rows_of(tenant_id, contract_id)), agreement, seats)
    return replace(told, calls=_calls(tenant_id, span), outages=_outages(tenant_id, lasting) + told.outages)


def agreement_now(contract: Contract) -> Agreement:
    """The contract as it stands: up to the day on which a party ended it, if one did."""
    agreement = agreement_of(contract)
    endings = [one for one in standing(rows_of(contract.tenant_id, contract.id)) if one.kind == "endings"]
    return agreement.ended(read(endings, agreement).endings)


def count_calls(tenant_id: int, span: Span) -> int:
    """How many calls ``facts_of`` would find."""
    query = _charged(select(func.count()).select_from(Conversation), tenant_id, span)
    return db.session.scalar(query) or 0


def seats_of(tenant_id: int, span: Span) -> tuple[SeatInterval, ...]:
    """The seats leased at some time of ``span``, whole, in order of their making."""
    query = (
        select(SeatTenure.id, SeatTenure.seat_id, SeatTenure.type, SeatTenure.starts_at, SeatTenure.ends_at)
        .join(SeatTenure.seat)
        .where(Seat.tenant_id == tenant_id, SeatTenure.starts_at < span.ends)
        .where(or_(SeatTenure.ends_at.is_(None), SeatTenure.ends_at > span.starts))
        .order_by(SeatTenure.seat_id, SeatTenure.starts_at)
    )
    return tuple(
        SeatInterval(str(id), str(seat), type, starts, ends)
        for id, seat, type, starts, ends in db.session.execute(query)
    )


def _calls(tenant_id: int, span: Span) -> tuple[Call, ...]:
    c = Conversation
    columns = select(c.id, c.direction, c.did, c.callee, c.started_at, c.billusec)
    return tuple(
        Call(id, direction, (did or callee) if direction == INBOUND else callee, started_at, billusec)
        for id, direction, did, callee, started_at, billusec in db.session.execute(
            _charged(columns, tenant_id, span)
        )
    )


def _charged(query: Query, tenant_id: int, span: Span) -> Query:
    """Calls with the outside that were answered: those with a leg that the tenant pays for."""
    return query.where(
        Conversation.tenant_id == tenant_id,
        Conversation.direction.in_((INBOUND, OUTBOUND)),
        Conversation.paid_uuid.is_not(None),
        Conversation.started_at >= span.starts,
        Conversation.started_at < span.ends,
    )


def _outages(tenant_id: int, span: Span) -> tuple[Outage, ...]:
    """Those of the tenant's home node, where its queues and phones are."""
    query = (
        select(OutageRow.id, OutageRow.starts_at, OutageRow.ends_at, OutageRow.cause)
        .join(Placement, Placement.node_id == OutageRow.node_id)
        .where(Placement.tenant_id == tenant_id, OutageRow.starts_at < span.ends)
        .where(or_(OutageRow.ends_at.is_(None), OutageRow.ends_at > span.starts))
    )
    return tuple(
        Outage(str(id), starts, ends, cause) for id, starts, ends, cause in db.session.execute(query)
    )
