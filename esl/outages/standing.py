"""A tenant's outages as they stand now: what credits are computed from, and what its status page shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Select, or_, select

from seatyard.db import db
from tenants.models import Seat

from ..models import Outage
from ..nodes import homes
from . import classes, plans
from .parts import NONE, PLANNED, PROVIDER, Part, cut


@dataclass(frozen=True, slots=True)
class Ahead:
    """What is asked for of each of many tenants, read at once."""

    homes: Mapping[int, Sequence[homes.Stay]]
    """By tenant."""
    outages: Mapping[int, Sequence[Outage]]
    """By node, the certain ones in order of time."""


def ahead(tenant_ids: Collection[int]) -> Ahead:
    there = homes.by_tenant(tenant_ids)
    nodes = {stay.node_id for stays in there.values() for stay in stays}
    found = defaultdict[int, list[Outage]](list)
    for outage in db.session.scalars(_certain(nodes)):
        found[outage.node_id].append(outage)
    return Ahead(there, found)


def of_tenant(
    tenant_id: int, starts_at: datetime, ends_at: datetime, known: Ahead | None = None
) -> list[Part]:
    """The certain outages of the tenant's home that touch a span, in order of time: of what was its home then
    (``nodes.homes``), whole but for what lies outside of its stay. ``known``: where that was read already.

    What a person said of one stands for all of it; the others are the provider's, but for the parts
    that lie inside of what was announced ahead (``plans``), cut at its edges.
    """
    there = homes.stays(tenant_id) if known is None else known.homes.get(tenant_id, ())
    outages = _touching({stay.node_id for stay in there}, starts_at, ends_at, known)
    befell = [(outage, part) for outage in outages for part in _parts(outage, there, starts_at, ends_at)]
    befell.sort(key=lambda one: (one[1].starts_at, one[0].id))
    if not befell:
        return []
    said = classes.standing([outage.id for outage in outages])
    announced = [one for _, one in plans.for_tenant(tenant_id, outages[0].starts_at, _end(outages))]
    seats = frozenset(db.session.scalars(select(Seat.id).filter_by(tenant_id=tenant_id)))
    found: list[Part] = []
    for outage, whole in befell:
        word = said.get(outage.id)
        if word is None and whole.cause == PROVIDER:
            found += cut(whole, announced, seats)
            continue
        told = word.announced_at if word else None
        before = whole.cause != PLANNED or told is None or told < outage.starts_at
        found.append(replace(whole, announced=before))
    return found


def _certain(node_ids: Collection[int]) -> Select[tuple[Outage]]:
    query = select(Outage).where(Outage.node_id.in_(node_ids))
    query = query.where(Outage.certain.is_(True), Outage.cause != NONE)
    return query.order_by(Outage.starts_at, Outage.id)


def _touching(
    node_ids: Collection[int], starts_at: datetime, ends_at: datetime, known: Ahead | None
) -> list[Outage]:
    if known is None:
        over = or_(Outage.ends_at.is_(None), Outage.ends_at > starts_at)
        return list(db.session.scalars(_certain(node_ids).where(Outage.starts_at < ends_at, over)))
    found = (outage for node_id in node_ids for outage in known.outages.get(node_id, ()))
    within = (
        one for one in found if one.starts_at < ends_at and (not one.ends_at or one.ends_at > starts_at)
    )
    return sorted(within, key=lambda one: (one.starts_at, one.id))


def _parts(
    outage: Outage, there: Iterable[homes.Stay], starts_at: datetime, ends_at: datetime
) -> Iterator[Part]:
    """What of an outage befell a tenant with these stays, as far as it touches the span."""
    for stay in there:
        if stay.node_id != outage.node_id:
            continue
        within = stay.common(outage.starts_at, outage.ends_at)
        if within and within[0] < ends_at and (within[1] is None or within[1] > starts_at):
            yield Part(outage.id, outage.kind, *within, outage.cause)


def _end(outages: list[Outage]) -> datetime | None:
    """When the last of them is over; None while one lasts."""
    ends = [outage.ends_at for outage in outages]
    return None if None in ends else max(end for end in ends if end is not None)
