"""What was heard on the Event Socket against what was posted: a difference is a finding, never mended here.

Events are lost while the link is down (QUIRKS 3), so a record without a heard hang-up is normal and only
counted; a hang-up without a record is money that may be missing.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, func, select

from seatyard import findings
from seatyard.db import db, transaction

from ..models import CdrRecord, Hangup, Leg, Node

MISSING, DIFFERS = "cdr_missing", "billusec_differs"

HEARD = (
    Node.name, Hangup.node_id, Hangup.uuid, Hangup.started_at, Hangup.at, Hangup.billusec, Hangup.cause,
)  # fmt: skip
SAME_RECORD = and_(CdrRecord.node_id == Hangup.node_id, CdrRecord.uuid == Hangup.uuid)
SAME_LEG = and_(Leg.node_id == Hangup.node_id, Leg.uuid == Hangup.uuid)


@dataclass(frozen=True)
class Reconciliation:
    """Counts of a span of time, by the moment of the hang-up on the switch's clock."""

    hangups: int
    legs: int
    missing: int
    """Hang-ups heard whose record never came: findings ``cdr_missing``."""
    differing: int
    """Legs whose talk time is not what was heard: findings ``billusec_differs``."""
    unheard: int
    """Legs whose hang-up was not heard: metered, only unchecked."""
    parked: int
    """Records that name no tenant, of any time: findings ``cdr_without_tenant``."""

    def as_json(self) -> dict[str, int]:
        return asdict(self)


def reconcile(since: datetime, until: datetime) -> Reconciliation:
    """Compare the hang-ups in ``[since, until)`` with the records; report what is missing or differs.

    A finding of an earlier run is cleared when its record has come since (a sweep of the error folder).
    Records are compared as folded: fold first.
    """
    with transaction():
        _settle()
        missing = list(db.session.execute(_missing(since, until)))
        differing = list(db.session.execute(_differing(since, until)))
        for row in missing:
            _report(MISSING, row, "it hung up, and no call record came: is it in the node's error folder?")
        for row in differing:
            message = f"{row.billusec} µs of talk were heard of, {row.recorded} µs were posted"
            _report(DIFFERS, row, message)
        return Reconciliation(
            hangups=_count(select(Hangup.uuid).where(*_within(Hangup.at, since, until))),
            legs=_count(select(Leg.uuid).where(*_within(Leg.ended_at, since, until))),
            missing=len(missing),
            differing=len(differing),
            unheard=_count(_unheard(since, until)),
            parked=_count(select(CdrRecord.id).where(CdrRecord.parked_at.is_not(None))),
        )


def _missing(since: datetime, until: datetime) -> Select[Any]:
    heard = select(*HEARD, Hangup.tenant_id).join(Node, Node.id == Hangup.node_id)
    without = heard.outerjoin(CdrRecord, SAME_RECORD).where(CdrRecord.id.is_(None))
    return without.where(*_within(Hangup.at, since, until)).order_by(Hangup.at, Hangup.uuid)


def _differing(since: datetime, until: datetime) -> Select[Any]:
    both = select(*HEARD, Leg.tenant_id, Leg.billusec.label("recorded")).join(Node, Node.id == Hangup.node_id)
    differing = both.join(Leg, SAME_LEG).where(Leg.billusec != Hangup.billusec)
    return differing.where(*_within(Hangup.at, since, until)).order_by(Hangup.at, Hangup.uuid)


def _unheard(since: datetime, until: datetime) -> Select[Any]:
    unheard = select(Leg.uuid).outerjoin(Hangup, SAME_LEG).where(Hangup.uuid.is_(None))
    return unheard.where(*_within(Leg.ended_at, since, until))


def _settle() -> None:
    """Clear the findings of records that have come."""
    came = []
    for finding in findings.still_open(MISSING):
        leg = {"node_id": finding.detail["node_id"], "uuid": finding.detail["uuid"]}
        if db.session.scalar(select(CdrRecord.id).filter_by(**leg).limit(1)) is not None:
            came.append(finding.key)
    findings.resolve(MISSING, came, by="meter reconcile")


def _report(kind: str, row: Any, message: str) -> None:
    heard = {"node_id": row.node_id, "uuid": row.uuid, "at": row.at.isoformat()}
    heard |= {"billusec": row.billusec, "cause": row.cause}
    began = row.started_at or row.at - timedelta(microseconds=row.billusec)
    about = (min(began, row.at), row.at)
    key = f"{row.name}/{row.uuid}"
    findings.report(kind, key, message, tenant_id=row.tenant_id, about=about, node=row.name, **heard)


def _within(column: Any, since: datetime, until: datetime) -> tuple[Any, Any]:
    return column >= since, column < until


def _count(query: Select[Any]) -> int:
    return db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
