"""What was heard on the Event Socket against what was posted: a difference is a finding, never mended here.

Events are lost while the link is down (QUIRKS 3), so a record without a heard hang-up is normal and only
counted; a hang-up without a record is money that may be missing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, func, select, tuple_

from seatyard import findings
from seatyard.db import db, slices, transaction
from seatyard.findings import Finding
from tenants.models import Tenant

from ..calls.months import near
from ..models import CdrRecord, Hangup, Leg, Node
from .models import HeardLeg

MISSING, DIFFERS, LOST = "cdr_missing", "billusec_differs", "call_lost"
RECONCILE = "meter reconcile"

HEARD = (
    Node.name, Hangup.node_id, Hangup.uuid, Hangup.started_at, Hangup.at, Hangup.billusec, Hangup.cause,
)  # fmt: skip
SAME_RECORD = and_(CdrRecord.node_id == Hangup.node_id, CdrRecord.uuid == Hangup.uuid)
ITS_RECORD = and_(CdrRecord.node_id == HeardLeg.node_id, CdrRecord.uuid == HeardLeg.uuid)
SAME_LEG = and_(Leg.node_id == Hangup.node_id, Leg.uuid == Hangup.uuid)
_UNLIKE = Leg.billusec != Hangup.billusec

Key = tuple[int, str]
"""A channel: node id and uuid."""


@dataclass(frozen=True)
class Compared:
    missing: int
    """Hang-ups heard whose record never came: findings ``cdr_missing``."""
    differing: int
    """Legs whose talk time is not what was heard: findings ``billusec_differs``."""


@dataclass(frozen=True)
class Reconciliation(Compared):
    """Counts of a span of time, by the moment of the hang-up on the switch's clock."""

    hangups: int
    legs: int
    unheard: int
    """Legs whose hang-up was not heard: metered, only unchecked."""
    parked: int
    """Records that name no tenant, of any time: findings ``cdr_without_tenant``."""

    def as_json(self) -> dict[str, int]:
        return asdict(self)


def reconcile(since: datetime, until: datetime) -> Reconciliation:
    """``compare``, with counts of what was there to compare."""
    compared = compare(since, until)
    with transaction():
        return Reconciliation(
            missing=compared.missing,
            differing=compared.differing,
            hangups=_count(select(Hangup.uuid).where(*_within(Hangup.at, since, until))),
            legs=_count(select(Leg.uuid).where(*_ended(since, until))),
            unheard=_count(_unheard(since, until)),
            parked=_count(select(CdrRecord.id).where(CdrRecord.parked_at.is_not(None))),
        )


def compare(since: datetime, until: datetime) -> Compared:
    """Compare the hang-ups in ``[since, until)`` with the records; report what is missing or differs.

    Again over the same span it says nothing new. A finding is cleared when its record has come since (a
    sweep of the error folder), or its talk times agree. Records are compared as folded: fold first.
    """
    with transaction():
        settle()
        db.session.execute(delete(HeardLeg).where(select(CdrRecord.id).where(ITS_RECORD).exists()))
        missing = list(db.session.execute(_missing(since, until)))
        differing = list(db.session.execute(_differing(since, until)))
        unposted = "it hung up, and no call record came: is it in the node's error folder?"
        findings.report_all_once(MISSING, (_seen(row, unposted) for row in missing))
        findings.report_all_once(
            DIFFERS,
            (
                _seen(row, f"{row.billusec} µs of talk were heard of, {row.recorded} µs were posted")
                for row in differing
            ),
        )
        return Compared(len(missing), len(differing))


def _missing(since: datetime, until: datetime) -> Select[Any]:
    heard = select(*HEARD, Tenant.id.label("tenant_id")).join(Node, Node.id == Hangup.node_id)
    whose = heard.outerjoin(Tenant, Tenant.id == Hangup.tenant_id)  # one that there is not stops no close
    without = whose.outerjoin(CdrRecord, SAME_RECORD).where(CdrRecord.id.is_(None))
    return without.where(*_within(Hangup.at, since, until)).order_by(Hangup.at, Hangup.uuid)


def _differing(since: datetime, until: datetime) -> Select[Any]:
    both = select(*HEARD, Leg.tenant_id, Leg.billusec.label("recorded")).join(Node, Node.id == Hangup.node_id)
    differing = both.join(Leg, SAME_LEG).where(_UNLIKE, near(Leg, since, until))
    return differing.where(*_within(Hangup.at, since, until)).order_by(Hangup.at, Hangup.uuid)


def _unheard(since: datetime, until: datetime) -> Select[Any]:
    unheard = select(Leg.uuid).outerjoin(Hangup, SAME_LEG).where(Hangup.uuid.is_(None))
    return unheard.where(*_ended(since, until))


def _ended(since: datetime, until: datetime) -> tuple[Any, ...]:
    return *_within(Leg.ended_at, since, until), near(Leg, since, until)


def settle() -> None:
    """Clear the findings of records that have come, and of talk times that agree (the caller commits)."""
    for kind in (MISSING, LOST):
        open_ones = _open(kind)
        came = recorded(open_ones)
        if kind == LOST:  # heard after all: the hang-up is looked for from now on
            came |= set(_heard(open_ones))
        findings.resolve(kind, [key for channel, key in open_ones.items() if channel in came], RECONCILE)
    differing = _open(DIFFERS)
    still = {channel for some in slices(differing, 400) for channel in _still_unlike(some)}
    findings.resolve(DIFFERS, [key for channel, key in differing.items() if channel not in still], RECONCILE)


def recorded(channels: Collection[Key]) -> set[Key]:
    """Those of these channels whose record is here."""
    query = select(CdrRecord.node_id, CdrRecord.uuid)
    pairs = [tuple_(CdrRecord.node_id, CdrRecord.uuid).in_(some) for some in slices(channels, 400)]
    return {(row[0], row[1]) for pair in pairs for row in db.session.execute(query.where(pair))}


def _heard(channels: Iterable[Key]) -> Iterable[Key]:
    for some in slices(channels, 400):
        for row in db.session.execute(select(Hangup.node_id, Hangup.uuid).where(_of(some))):
            yield row[0], row[1]


def _still_unlike(channels: Collection[Key]) -> Iterable[Key]:
    moments = db.session.scalars(select(Hangup.at).where(_of(channels))).all()
    if moments:
        both = select(Hangup.node_id, Hangup.uuid).join(Leg, SAME_LEG).where(_UNLIKE, near(Leg, *moments))
        for row in db.session.execute(both.where(_of(channels))):
            yield row[0], row[1]


def _of(channels: Collection[Key]) -> ColumnElement[bool]:
    return tuple_(Hangup.node_id, Hangup.uuid).in_(channels)


def _open(kind: str) -> dict[Key, str]:
    """The channels that open findings of this kind are about, with the findings' keys."""
    query = select(Finding.key, Finding.detail).where(Finding.kind == kind, Finding.cleared_at.is_(None))
    found = {}
    for key, detail in db.session.execute(query).tuples():
        if (node_id := detail.get("node_id")) and (uuid := detail.get("uuid")):
            found[node_id, uuid] = key
    return found


def _seen(row: Any, message: str) -> findings.Seen:
    heard = {"node": row.name, "node_id": row.node_id, "uuid": row.uuid, "at": row.at.isoformat()}
    heard |= {"billusec": row.billusec, "cause": row.cause}
    began = row.started_at or row.at - timedelta(microseconds=row.billusec)
    about = (min(began, row.at), row.at)
    return findings.Seen(f"{row.name}/{row.uuid}", message, heard, row.tenant_id, about)


def _within(column: Any, since: datetime, until: datetime) -> tuple[Any, Any]:
    return column >= since, column < until


def _count(query: Select[Any]) -> int:
    return db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
