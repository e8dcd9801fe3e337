"""A supervisor's doings over the API or a command."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import delete

from seatyard import audit, clock
from seatyard.db import db, insert
from seatyard.errors import Conflict, Forbidden, InvalidInput
from tenants.models import Seat

from ..answers.features.joined import TALKS
from ..answers.features.supervision import CODES, HANG_UP, ways
from ..models import API, Supervision
from ..provisioning.service import home
from ..session import Link, Reply
from ..session.nodes import address_of
from . import service
from .asking import NOT_THERE
from .notes import ASKED, SUPERVISES


class Ended(Conflict):
    """The call that was meant is over."""


class NoPhone(Conflict):
    """The supervisor's phone is not there."""


RINGS = 30
"""Seconds that the supervisor's phone rings."""


@dataclass(frozen=True)
class _Asked:
    """What is asked of the supervisor's node, and the id under which it is on record."""

    id: str
    link: Link
    call: str
    phone: str | None
    """``1001@domain``; None where the seat is an ordinary telephone number."""


def supervise(kind: str, tenant: str, supervisor: str, target: str, by: str = "") -> None:
    """Let a supervisor's phone ring and take it into the target's talk; or end that talk. Waits for it.

    Forbidden for a seat that is no supervisor, Conflict when the target does not talk or the
    supervisor's phone is not there or not answered.
    """
    with _asked(kind, tenant, supervisor, target, by) as asked:
        _accepted(asked.link.bgapi(asked.call, RINGS + 10), supervisor)


def ask(kind: str, tenant: str, supervisor: str, target: str, by: str, call: str = "") -> str:
    """The same without waiting while the phone rings: programs may not hold the web's threads. Its id.

    ``call``: the seat's leg of the only call that is meant; Conflict when it has another one by now. Whether
    the phone was answered stands with it when the leg's record is in.
    """
    with _asked(kind, tenant, supervisor, target, by, call) as asked:
        if kind == HANG_UP:
            _accepted(asked.link.bgapi(asked.call), supervisor)
            return asked.id
        if asked.phone and asked.link.bgapi(f"sofia_contact */{asked.phone}").text.startswith(NOT_THERE):
            raise NoPhone("no phone is registered", where=f"seat {supervisor}")
        asked.link.begin(asked.call)
        return asked.id


@contextmanager
def _asked(
    kind: str, tenant: str, supervisor: str, target: str, by: str, meant: str = ""
) -> Iterator[_Asked]:
    """On record unless the caller raises a Conflict."""
    if kind not in CODES:
        raise InvalidInput(f"no such thing to do: {kind}", where="kind", allowed=", ".join(CODES))
    boss, seat = service.seat_of(tenant, supervisor), service.seat_of(tenant, target)
    if not boss.supervisor:
        raise Forbidden(
            f"seat {supervisor} is no supervisor", where="supervisor", allowed="see `seats` of its file"
        )
    recorded = _record_first(kind, boss, seat, by, meant)
    domain, tenant_id = boss.tenant.domain, boss.tenant_id
    phone = None if boss.phone else f"{supervisor}@{domain}"
    address = address_of(home(tenant))
    db.session.rollback()  # the telephone may ring for a while: hold nothing meanwhile
    try:
        with Link(address) as link:
            leg = _leg(link, f"{target}@{domain}")
            if meant and leg != meant:
                raise Ended("that call has ended", where=f"seat {target}")
            yield _Asked(recorded, link, _call(kind, domain, supervisor, target, leg, recorded), phone)
    except Conflict:
        db.session.execute(delete(Supervision).filter_by(tenant_id=tenant_id, evidence=recorded))
        db.session.commit()
        raise


def _accepted(reply: Reply, supervisor: str) -> None:
    if not reply.accepted:
        raise Conflict(f"the switch answered {reply.text.strip()!r}", where=f"seat {supervisor}")


def _record_first(kind: str, boss: Seat, seat: Seat, by: str, meant: str) -> str:
    """Committed before it is done, so that nothing is done without a record; the id of what is asked for.

    It's a look at a call, too: who hears a talk is in the audit trail as who hears its recording is.
    """
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
    about = {"way": kind, "supervisor": boss.number} | ({"call": meant} if meant else {})
    audit.looked(f"{Supervision.__tablename__}/{seat.number}", boss.tenant_id, by=by or None, asked=about)
    db.session.commit()
    return asked


def _leg(link: Link, place: str) -> str:
    """The leg on which a seat talks now."""
    leg = link.bgapi(f"hash select/{TALKS}/{place}").text.strip()
    if not leg or leg.startswith("-ERR") or link.bgapi(f"uuid_exists {leg}").text.strip() != "true":
        raise Ended("it does not talk", where=f"seat {place.partition('@')[0]}")
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
