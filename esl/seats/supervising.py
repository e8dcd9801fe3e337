"""A supervisor's doings over a page or a command, and the record of all of them."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select

from seatyard import clock
from seatyard.db import db, insert
from seatyard.errors import Conflict, Forbidden, InvalidInput, NotFound
from tenants.directory import find
from tenants.models import Seat

from ..answers.features.joined import TALKS
from ..answers.features.supervision import CODES, HANG_UP, ways
from ..models import API, STAR_CODE, Supervision
from ..provisioning.service import home
from ..session import Link
from ..session.nodes import address_of
from . import service
from .notes import ASKED, SUPERVISES

RINGS = 30
"""Seconds that the supervisor's phone rings."""
LATEST = 200
"""How many are listed."""


@dataclass(frozen=True)
class Doing:
    """A supervisor in a colleague's talk, as a record tells it: ``says`` is ``listen:2002``."""

    tenant_id: int
    supervisor_id: int
    evidence: str
    at: datetime
    says: str


@dataclass(frozen=True)
class Entry:
    """One line of the record, in the tenant's zone."""

    at: datetime
    kind: str
    supervisor: str
    target: str
    source: str
    by: str


def supervise(kind: str, tenant: str, supervisor: str, target: str, by: str = "") -> None:
    """Let a supervisor's phone ring and take it into the target's talk; or end that talk.

    Forbidden for a seat that is no supervisor, Conflict when the target does not talk or the
    supervisor's phone is not there or not answered.
    """
    if kind not in CODES:
        raise InvalidInput(f"no such thing to do: {kind}", where="KIND", allowed=", ".join(CODES))
    boss, seat = service.seat_of(tenant, supervisor), service.seat_of(tenant, target)
    if not boss.supervisor:
        raise Forbidden(
            f"seat {supervisor} is no supervisor", where="SUPERVISOR", allowed="see `seats` of its file"
        )
    asked = _record_first(kind, boss, seat, by)
    domain, tenant_id = boss.tenant.domain, boss.tenant_id
    address = address_of(home(tenant))
    db.session.rollback()  # the telephone may ring for a while: hold nothing meanwhile
    try:
        with Link(address) as link:
            leg = _leg(link, f"{target}@{domain}")
            call = _call(kind, domain, supervisor, target, leg, asked)
            reply = link.bgapi(call, RINGS + 10)
        if not reply.accepted:
            raise Conflict(f"the switch answered {reply.text.strip()!r}", where=f"seat {supervisor}")
    except Conflict:
        db.session.execute(delete(Supervision).filter_by(tenant_id=tenant_id, evidence=asked))
        db.session.commit()
        raise


def _record_first(kind: str, boss: Seat, seat: Seat, by: str) -> str:
    """Committed before it is done, so that nothing is done without a record; the id of what is asked for."""
    asked = str(uuid.uuid4())
    row = {
        "tenant_id": boss.tenant_id,
        "evidence": asked,
        "at": clock.now(),
        "kind": kind,
        "supervisor_id": boss.id,
        "target": seat.number,
        "source": API,
        "by": by,
    }
    db.session.execute(insert(Supervision).values(row))
    db.session.commit()
    return asked


def _leg(link: Link, place: str) -> str:
    """The leg on which a seat talks now."""
    leg = link.bgapi(f"hash select/{TALKS}/{place}").text.strip()
    if not leg or leg.startswith("-ERR") or link.bgapi(f"uuid_exists {leg}").text.strip() != "true":
        raise Conflict("it does not talk", where=f"seat {place.partition('@')[0]}")
    return leg


def _call(kind: str, domain: str, supervisor: str, target: str, leg: str, asked: str) -> str:
    if kind == HANG_UP:
        return f"uuid_kill {leg}"
    way = ways(domain)[kind]
    given = {
        **way.variables,
        SUPERVISES: f"{kind}:{target}",
        ASKED: asked,
        "origination_caller_id_name": target,
        "origination_caller_id_number": target,
        "originate_timeout": str(RINGS),
    }
    words = ",".join(f"{name}={value}" for name, value in given.items())
    return f"originate {{{words}}}user/{supervisor}@{domain} '&{way.application}({way.argument(leg)})'"


def record(doings: Collection[Doing]) -> None:
    """Keep what records tell, in the caller's transaction; what the API was asked for is there already."""
    owners = service.owners({doing.supervisor_id for doing in doings})
    rows = []
    for doing in doings:
        kind, _, target = doing.says.partition(":")
        if kind in CODES and target.isdigit() and owners.get(doing.supervisor_id) == doing.tenant_id:
            rows.append(
                {
                    "tenant_id": doing.tenant_id,
                    "evidence": doing.evidence,
                    "at": doing.at,
                    "kind": kind,
                    "supervisor_id": doing.supervisor_id,
                    "target": target[:6],
                    "source": STAR_CODE,
                    "by": "",
                }
            )
    if rows:
        db.session.execute(insert(Supervision).on_conflict_do_nothing(), rows)


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
        Entry(one.at.astimezone(zone), one.kind, number, one.target, one.source, one.by)
        for one, number in db.session.execute(query)
    ]
