"""What call records tell of seats: states, after-call work behind queues' calls, supervisors' doings, holds.

Events bring both sooner; the records bring them for sure, also of the time when nobody listened.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlalchemy import func, select

from seatyard.clock import from_epoch_us
from seatyard.db import db, slices
from tenants.models import Queue, QueueSeat

from ..seat_time import holds
from ..seats import notes, service, supervisions
from .legs import AGENT, LegFacts

Told = tuple[int, LegFacts]
"""A tenant's id and a leg of its."""


def keep(told: Collection[Told]) -> None:
    """Record what these legs say, in the caller's transaction."""
    service.record([*_dialled(told), *_wrap_ups(told)])
    supervisions.record(list(_supervised(told)))
    holds.keep(_held(told))


def _dialled(told: Collection[Told]) -> Iterator[notes.Note]:
    for tenant_id, leg in told:
        at = from_epoch_us(leg.started)
        if leg.says and leg.seat_id and at:
            found = notes.note(leg.seat_id, leg.uuid, at, leg.says)
            if found:
                yield notes.of_tenant(found, tenant_id)


def _wrap_ups(told: Collection[Told]) -> Iterator[notes.Note]:
    served = [(tenant, leg) for tenant, leg in told if leg.cc_side == AGENT and leg.answered and leg.bridged]
    seconds = _seconds({leg.seat_id for _, leg in served if leg.seat_id})
    for tenant_id, leg in served:
        ended = from_epoch_us(leg.ended)
        if leg.seat_id and ended and seconds.get(leg.seat_id):
            yield notes.wrap_up(tenant_id, leg.seat_id, leg.uuid, ended, seconds[leg.seat_id])


def _supervised(told: Collection[Told]) -> Iterator[supervisions.Doing]:
    for tenant_id, leg in told:
        at = from_epoch_us(leg.started)
        if leg.supervises and leg.seat_id and at:
            evidence, asked, answered = leg.asked or leg.uuid, bool(leg.asked), bool(leg.answered)
            yield supervisions.Doing(tenant_id, leg.seat_id, evidence, at, leg.supervises, asked, answered)


def _held(told: Collection[Told]) -> Iterator[holds.Held]:
    for tenant_id, leg in told:
        for began, ended in leg.holds:
            starts_at, ends_at = from_epoch_us(began), from_epoch_us(ended)
            if starts_at and ends_at:
                yield holds.Held(tenant_id, leg.node_id, leg.uuid, leg.leg, starts_at, ends_at)


def _seconds(seat_ids: Collection[int]) -> dict[int, int]:
    """Each seat's wrap-up as ``answers.callcenter`` gives it to the switch: the longest of its queues."""
    query = select(QueueSeat.seat_id, func.max(Queue.wrap_up)).join(Queue).group_by(QueueSeat.seat_id)
    found: dict[int, int] = {}
    for some in slices(sorted(seat_ids)):
        found |= dict(db.session.execute(query.where(QueueSeat.seat_id.in_(some))).tuples().all())
    return found
