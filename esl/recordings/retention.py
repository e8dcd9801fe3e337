"""What is past its keep is deleted, with a proof of it.

First the decision is committed (``deleting``: from then on nobody hears it), then the sealed file is deleted
and looked for, then the proof takes the row's place. Whoever is stopped in between is followed by
the next sweep, which begins with what is ``deleting``. A hold that stands at the moment of the decision
wins; both take the tenant's lock.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Select, and_, func, or_, select

from seatyard import clock, findings
from seatyard.db import db, snapshot, transaction
from seatyard.errors import Conflict, SeatyardError
from tenants.models import Tenant

from ..models import Conversation
from . import holds, keep, proofs, service, stores, terms
from .errors import StoreFailed
from .keep import Keep
from .models import DELETED, DELETING, STORED, VOICEMAIL, Recording
from .policy import Policy

log = logging.getLogger(__name__)

BATCH = 200
UNDELETED = "recording_not_deleted"
"""The finding of a recording that is due and cannot be deleted."""


@dataclass(frozen=True)
class Due:
    """Since when a recording may be deleted, and by what."""

    at: datetime
    by: str
    """``recordings.keep: 1 month``, ``recordings.queues.sales.keep: 90 days``, ``contract: 1 month``."""


@dataclass
class Swept:
    deleted: int = 0
    held: int = 0
    """Past their keep, and under a legal hold."""
    failed: dict[str, str] = field(default_factory=dict)
    """Recording to reason."""


class Rules:
    """A tenant's policy and contract, asked about one recording after another."""

    def __init__(self, tenant: Tenant) -> None:
        self.zone = tenant.timezone
        self.policy = Policy.of(tenant.policies)
        agreed = terms.now(tenant)
        self.agreed = agreed.retention if agreed else None
        self.queues = {queue.id: queue.name for queue in tenant.queues}
        self.seats = {seat.id: seat.number for seat in tenant.seats}

    @property
    def keeps(self) -> list[Keep]:
        """All that there are; none: nothing is ever deleted."""
        named = self.policy.keeps | ({self.agreed} if self.agreed else set())
        return [keep.parse(text) for text in named]

    @property
    def uniform(self) -> Keep | None:
        """The one time that holds for all; None where queues or seats differ, or nothing is said."""
        own = self.policy.rule().keep or self.agreed
        if own is None or any(keep.parse(text) != keep.parse(own) for text in self.policy.keeps):
            return None
        return keep.parse(own)

    def due(self, recording: Recording, call: Conversation | None) -> Due | None:
        """None: it is kept until somebody says otherwise."""
        queue, seat = self._of(recording, call)
        rule = self.policy.rule(queue=queue, seat=seat)
        if rule.keep is not None:
            said = rule.keep, self._where(queue, seat)
        elif self.agreed is not None:
            said = self.agreed, "contract"
        else:
            return None
        return Due(keep.due_at(recording.ended_at, keep.parse(said[0]), self.zone), f"{said[1]}: {said[0]}")

    def _of(self, recording: Recording, call: Conversation | None) -> tuple[str | None, str | None]:
        """Its queue and seat: those of the talk, or whose mailbox a message lies in."""
        if recording.kind == VOICEMAIL:
            kind, _, number = (recording.mailbox or "").partition("-")
            if kind == "queue" and number.isdecimal():
                return self.queues.get(int(number)), None
            return None, recording.mailbox
        if call is None:
            return None, None
        return self.queues.get(call.queue_id or 0), self.seats.get(call.seat_id or 0)

    def _where(self, queue: str | None, seat: str | None) -> str:
        if "keep" in self.policy.seats.get(seat or "", {}):
            return f"recordings.seats.{seat}.keep"
        if "keep" in self.policy.queues.get(queue or "", {}):
            return f"recordings.queues.{queue}.keep"
        return "recordings.keep"


def sweep(tenant_id: int | None = None, told: Callable[[int], object] = lambda _: None) -> dict[str, Swept]:
    """Delete what is due, of one tenant or of all, by tenant's name; commits as it goes."""
    found = {}
    for number, name in _tenants(tenant_id):
        swept = _tenant(number, told)
        if swept.deleted or swept.held or swept.failed:
            found[name] = swept
            log.info("%s: %d recordings deleted, %d held", name, swept.deleted, swept.held)
    return found


def end(tenant_id: int, by: str) -> int:
    """Delete every recording of a tenant, whatever its keep, because of ``by``; how many. Commits as it goes.

    Conflict while a legal hold stands; StoreFailed where something cannot be deleted: again, it goes on.
    """
    swept, more = Swept(), True
    while more:
        with transaction():
            holds.lock(tenant_id)
            if holds.standing(tenant_id):
                raise Conflict("a legal hold stands", where=f"tenant {tenant_id}", allowed="release it first")
            stored = select(Recording).filter_by(tenant_id=tenant_id, state=STORED).limit(BATCH)
            for row in (rows := db.session.scalars(stored).all()):
                row.state, row.due_at, row.due_by = DELETING, clock.now(), by
            more = bool(rows)
        _finish(tenant_id, swept)
    if swept.failed:
        recording, reason = next(iter(swept.failed.items()))
        raise StoreFailed(f"{len(swept.failed)} recordings are not deleted: {reason}", where=recording)
    return swept.deleted


def waiting(tenant_id: int | None = None) -> int:
    """How many recordings a sweep will look at."""
    total = 0
    for number, _ in _tenants(tenant_id):
        with snapshot():
            candidates = _candidates(number)
            if candidates is not None:
                found = select(func.count()).select_from(candidates[1].subquery())
                total += db.session.scalar(found) or 0
    return total


def _tenants(tenant_id: int | None) -> list[tuple[int, str]]:
    every = select(Tenant.id, Tenant.name).order_by(Tenant.id)
    with snapshot():
        found = db.session.execute(every if tenant_id is None else every.filter_by(id=tenant_id))
        return [(number, name) for number, name in found]


def _tenant(tenant_id: int, told: Callable[[int], object]) -> Swept:
    swept = Swept()
    _finish(tenant_id, swept)
    after: tuple[datetime, str] | None = None
    while True:
        with transaction():
            holds.lock(tenant_id)
            seen, after = _decide(tenant_id, after, swept)
        _finish(tenant_id, swept)
        told(seen)
        if not seen:
            return swept


def _decide(
    tenant_id: int, after: tuple[datetime, str] | None, swept: Swept
) -> tuple[int, tuple[datetime, str] | None]:
    """Mark what is due of the next batch; how many were looked at, and where to go on."""
    candidates = _candidates(tenant_id)
    if candidates is None:
        return 0, None
    rules, wanted = candidates
    held, now = holds.Held(tenant_id), clock.now()
    if after is not None:
        same_moment = and_(Recording.started_at == after[0], Recording.id > after[1])
        wanted = wanted.where(or_(Recording.started_at > after[0], same_moment))
    rows = db.session.execute(wanted.order_by(Recording.started_at, Recording.id).limit(BATCH)).all()
    for recording, call in rows:
        due = rules.due(recording, call)
        if due is None or due.at > now:
            continue
        if held.holds(recording, call.id if call else None):
            swept.held += 1
            continue
        recording.state, recording.due_at, recording.due_by = DELETING, due.at, due.by
    return len(rows), (rows[-1][0].started_at, rows[-1][0].id) if rows else None


def _candidates(tenant_id: int) -> tuple[Rules, Select[tuple[Recording, Conversation]]] | None:
    """A tenant's rules, and all that may be due by any of them; None where nothing is ever deleted."""
    tenant = db.session.get(Tenant, tenant_id, populate_existing=True)
    rules = Rules(tenant) if tenant else None
    if rules is None or not rules.keeps:
        return None
    oldest = keep.before(rules.keeps, clock.now())
    return rules, service.query(tenant_id).where(Recording.started_at < oldest)


def _finish(tenant_id: int, swept: Swept) -> None:
    """Delete what is decided; what fails is left ``deleting``, and named."""
    for recording_id, place in list(_deleting(tenant_id)):
        store = stores.store()
        try:
            before = store.size(place)
            store.delete(place)
            gone = store.gone(place)
        except SeatyardError as error:
            gone, reason = False, str(error)
        else:
            reason = "it is still there after it was deleted"
        if not gone:
            swept.failed[recording_id] = reason
            message = f"a recording that is due is not deleted: {reason}"
            findings.report_alone(UNDELETED, recording_id, message, tenant_id=tenant_id)
            continue
        with transaction():
            holds.lock(tenant_id)
            row = db.session.get(Recording, (tenant_id, recording_id), populate_existing=True)
            if row is None or row.state != DELETING:
                continue  # another sweep has proved it
            proofs.add(row, sealed_bytes=before)
            _let_go(row)
            findings.resolve(UNDELETED, [recording_id], "seatyard recordings sweep")
        swept.deleted += 1


def _deleting(tenant_id: int) -> Iterator[tuple[str, str]]:
    with snapshot():
        rows = db.session.scalars(select(Recording).filter_by(tenant_id=tenant_id, state=DELETING)).all()
        return iter([(row.id, row.place) for row in rows])


def _let_go(row: Recording) -> None:
    """A message that the node still counts stays until the node was told."""
    if row.kind == VOICEMAIL and row.leg_uuid is not None and row.cleared_at is None:
        row.state = DELETED
    else:
        db.session.delete(row)
