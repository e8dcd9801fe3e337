"""The facts of a contract's month, from the database into what the clauses know.

Whole rows of columns, no mapped objects: a month may hold 100,000 events.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import or_, select

from esl.outages import standing as standing_outages
from esl.outages.standing import Ahead
from seatyard.db import db
from tenants.models import Seat, SeatTenure

from .calls import Calls
from .contracts.service import agreement_of
from .engine import Agreement, Facts, Outage, SeatInterval
from .engine.accounts import MONEY
from .engine.spans import Span
from .models import Contract
from .recorded.models import RecordedFact
from .recorded.reading import read, rows_of, standing
from .sign_ins import SeatTime, counted_by, seat_time_of


def facts_of(
    tenant_id: int, contract_id: int, agreement: Agreement, span: Span, *, seats_time: bool = True
) -> Facts:
    """What happened under a contract: everything whole, but the calls and the seats' time of ``span``.

    That time is a month of every seat's intervals: whoever needs none of it leaves it out.
    """
    lasting = agreement.span
    seats = seats_of(tenant_id, lasting)
    told = read(standing(rows_of(tenant_id, contract_id)), agreement, seats)
    time = seat_time_of(tenant_id, seats, span) if seats_time and counted_by(agreement) else SeatTime()
    return replace(
        told,
        calls=Calls(tenant_id, span),
        outages=_outages(tenant_id, lasting) + told.outages,
        sign_ins=time.signed_in,
        unheard=time.unheard,
    )


def money_of(
    tenant_id: int, agreement: Agreement, rows: Iterable[RecordedFact], known: Ahead | None = None
) -> Facts:
    """What says what is owed, of all the facts: payments, what takes from them, outages.

    ``rows`` are the contract's (``rows_of``), ``known`` what befell many tenants,
    where that was read already.
    """
    told = read([one for one in standing(rows) if one.kind in (*MONEY, "outages")], agreement)
    return replace(told, outages=_outages(tenant_id, agreement.span, known) + told.outages)


def agreement_now(contract: Contract, rows: Iterable[RecordedFact] | None = None) -> Agreement:
    """The contract as it stands: up to the day on which a party ended it, if one did.

    ``rows`` are its facts, where they were read already.
    """
    agreement = agreement_of(contract)
    told = standing(rows_of(contract.tenant_id, contract.id) if rows is None else rows)
    return agreement.ended(read([one for one in told if one.kind == "endings"], agreement).endings)


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


def _outages(tenant_id: int, span: Span, known: Ahead | None = None) -> tuple[Outage, ...]:
    """Those of the tenant's home node, where its queues and phones are, cut by what was announced."""
    return tuple(
        Outage(
            str(part.outage_id),
            part.starts_at,
            part.ends_at,
            part.cause,
            None if part.seats is None else frozenset(map(str, part.seats)),
            part.announced,
        )
        for part in standing_outages.of_tenant(tenant_id, span.starts, span.ends, known)
    )
