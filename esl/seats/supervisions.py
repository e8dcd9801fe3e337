"""The record of what supervisors did in their colleagues' talks, by code, command or API."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from seatyard.db import db, insert
from seatyard.errors import NotFound
from tenants.directory import find
from tenants.models import Seat

from ..answers.features.supervision import CODES
from ..models import API, STAR_CODE, Supervision
from . import service

LATEST = 200
"""How many are listed."""


@dataclass(frozen=True)
class Doing:
    """A supervisor in a colleague's talk, as a leg's record tells it: ``says`` is ``listen:2002``."""

    tenant_id: int
    supervisor_id: int
    evidence: str
    at: datetime
    says: str
    asked: bool = False
    """Over the API."""
    answered: bool = True


@dataclass(frozen=True)
class Entry:
    """One line of the record, in the tenant's zone."""

    at: datetime
    kind: str
    supervisor: str
    target: str
    source: str
    by: str
    answered: bool | None


def record(doings: Collection[Doing]) -> None:
    """Keep what records tell, in the caller's transaction.

    What the API was asked for is there already; its legs say whether one of the phones was answered.
    """
    owners = service.owners({doing.supervisor_id for doing in doings})
    believed = [
        doing for doing in doings if _sensible(doing) and owners.get(doing.supervisor_id) == doing.tenant_id
    ]
    if believed:
        db.session.execute(insert(Supervision).on_conflict_do_nothing(), [_row(one) for one in believed])
    for doing in believed:
        if doing.asked:
            _settle(doing)


def _sensible(doing: Doing) -> bool:
    kind, _, target = doing.says.partition(":")
    return kind in CODES and target.isdigit()


def _row(doing: Doing) -> dict[str, object]:
    kind, _, target = doing.says.partition(":")
    return {
        "tenant_id": doing.tenant_id,
        "evidence": doing.evidence,
        "at": doing.at,
        "kind": kind,
        "supervisor_id": doing.supervisor_id,
        "target": target[:6],
        "source": API if doing.asked else STAR_CODE,
        "by": "",
    }


def _settle(doing: Doing) -> None:
    """One phone that was answered outweighs those that rang with it, in whatever order they are told."""
    found = db.session.get_one(Supervision, (doing.tenant_id, doing.evidence), with_for_update=True)
    found.answered = doing.answered or bool(found.answered)


def listing(name: str) -> list[Entry]:
    """What a tenant's supervisors did, the latest first."""
    tenant = find(name)
    if tenant is None:
        raise NotFound(f"no tenant {name}")
    zone = ZoneInfo(tenant.timezone)
    query = (
        select(Supervision, Seat.number)
        .join(Seat, Seat.id == Supervision.supervisor_id)
        .where(Supervision.tenant_id == tenant.id)
        .order_by(Supervision.at.desc())
        .limit(LATEST)
    )
    return [
        Entry(one.at.astimezone(zone), one.kind, number, one.target, one.source, one.by, one.answered)
        for one, number in db.session.execute(query)
    ]
