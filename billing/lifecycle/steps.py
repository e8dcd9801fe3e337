"""A deletion's steps: one of a table's batches, or a kind of files, at a time; each survives being killed.

What a batch took out is counted in the transaction that takes it out. Statements go past the session: the
trail says who deleted the tenant, and is not told once more what it had.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Table, delete, func, select, tuple_, update

from esl.models import CdrRecord, Hangup, Leg, LegLink
from esl.reconcile.models import HeardLeg, LiveChannel
from esl.recordings import holds, proofs, retention
from esl.recordings.models import Recording
from seatyard import clock
from seatyard.audit.contents import plain
from seatyard.db import db, transaction
from seatyard.errors import Conflict, SeatyardError
from tenants.models import Number, Tenant
from tenants.numbers import service as numbers

from . import files
from .models import DeletionStep, TenantDeletion
from .tables import GONE, its, named

BATCH = 500
FILES = "files: "


def names() -> list[str]:
    """All steps, in order."""
    return [*GONE, *(FILES + kind for kind in files.KINDS)]


def do(deletion_id: int, tenant_id: int, position: int, name: str) -> None:
    """Do a step that is not done yet. Conflict where a hold stands, or something is still there."""
    with _holding(tenant_id):
        step = db.session.get(DeletionStep, (deletion_id, name))
        if step is None:
            db.session.add(DeletionStep(deletion_id=deletion_id, name=name, position=position))
        elif step.done_at is not None:
            return
    if name.startswith(FILES):
        _files(deletion_id, tenant_id, name)
    else:
        if name == "recordings":
            _recordings(deletion_id, tenant_id)
        while _batch(deletion_id, tenant_id, name):
            pass
    with _holding(tenant_id):
        _step(deletion_id, name).done_at = clock.now()


@contextmanager
def _holding(tenant_id: int) -> Iterator[None]:
    """A transaction in which no hold is set; Conflict where one stands."""
    with transaction():
        holds.lock(tenant_id)
        if holds.standing(tenant_id):
            raise Conflict("a legal hold stands", where=f"tenant {tenant_id}", allowed="release it first")
        yield


def _step(deletion_id: int, name: str) -> DeletionStep:
    return db.session.get_one(DeletionStep, (deletion_id, name))


def _counted(deletion_id: int, name: str, keys: Sequence[Any]) -> None:
    step = _step(deletion_id, name)
    step.count += len(keys)
    step.keys = digest(step.keys, keys)


def digest(before: str, keys: Sequence[Any]) -> str:
    said = json.dumps(plain(list(keys)), ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{before}\n{said}".encode()).hexdigest()


def _batch(deletion_id: int, tenant_id: int, name: str) -> int:
    """Take out some rows, with what hangs on them outside the tenant's tables; how many."""
    table = named(name)
    key = list(table.primary_key)
    with _holding(tenant_id):
        connection = db.session.connection()
        found = connection.execute(select(*key).where(its(table, tenant_id)).order_by(*key).limit(BATCH))
        keys = [tuple(row) for row in found]
        if keys:
            _BESIDE.get(name, _delete)(table, keys)
            if name != "recordings":
                _counted(deletion_id, name, keys)
            if name in ("queues", "flows"):
                _news(tenant_id)
    return len(keys)


def _delete(table: Table, keys: Sequence[tuple[Any, ...]]) -> None:
    key = tuple_(*table.primary_key)
    db.session.connection().execute(delete(table).where(key.in_(keys)))


def _news(tenant_id: int) -> None:
    """A generation that the node has to acknowledge, in which what was taken out is not."""
    tenants = named("tenants")
    raised = update(tenants).where(tenants.c.id == tenant_id).values(generation=tenants.c.generation + 1)
    db.session.connection().execute(raised)


def _delete_legs(table: Table, keys: Sequence[tuple[Any, ...]]) -> None:
    """With the records word for word, and what nodes said of these channels."""
    connection = db.session.connection()
    those = tuple_(*table.primary_key).in_(keys)
    records = list(connection.scalars(select(Leg.cdr_id).where(those, Leg.cdr_id.is_not(None))))
    channels = [(key[1], key[2]) for key in keys]
    _delete(table, keys)
    shared = set(connection.scalars(select(Leg.cdr_id).where(Leg.cdr_id.in_(records))))
    connection.execute(
        delete(CdrRecord).where(CdrRecord.id.in_([one for one in records if one not in shared]))
    )
    for model in (LegLink, Hangup, HeardLeg, LiveChannel):
        connection.execute(delete(model).where(tuple_(model.node_id, model.uuid).in_(channels)))


def _give_back(table: Table, keys: Sequence[tuple[Any, ...]]) -> None:
    """Numbers are the operator's: they go into quarantine as any that a tenant gives back."""
    for number in db.session.scalars(select(Number).where(Number.e164.in_([key[0] for key in keys]))):
        numbers.give_back(number)
    db.session.flush()


def _placed(table: Table, keys: Sequence[tuple[Any, ...]]) -> None:
    """The node forgets the tenant only once it was told; Conflict until it has said so."""
    tenant_id = keys[0][0]
    wanted = db.session.scalar(select(Tenant.generation).filter_by(id=tenant_id))
    acknowledged = db.session.connection().scalar(
        select(table.c.acked_generation).where(table.c.tenant_id == tenant_id)
    )
    if wanted != acknowledged:
        raise Conflict("its node has not taken its queues and seats down yet", where="placements")
    _delete(table, keys)


_BESIDE: dict[str, Callable[[Table, Sequence[tuple[Any, ...]]], None]] = {
    "legs": _delete_legs,
    "numbers": _give_back,
    "placements": _placed,
}


def _recordings(deletion_id: int, tenant_id: int) -> None:
    """Each with a proof, counted before the first goes. Of one that a node still counts a row is left."""
    with _holding(tenant_id):
        reason = db.session.get_one(TenantDeletion, deletion_id).reason
        step, there = _step(deletion_id, "recordings"), func.count()
        if step.count == 0:
            counted = select(there).select_from(Recording).filter_by(tenant_id=tenant_id)
            step.count = db.session.scalar(counted) or 0
    retention.end(tenant_id, f"deletion of the tenant: {reason}")
    with _holding(tenant_id):
        step = _step(deletion_id, "recordings")
        step.keys = proofs.last_digest(tenant_id)


def _files(deletion_id: int, tenant_id: int, name: str) -> None:
    """They are counted before the first of them goes; again, what was left of them is not counted twice.

    A hold that comes meanwhile waits for the file at hand, and stops the next.
    """
    kind = name.removeprefix(FILES)
    with _holding(tenant_id):
        tenant = db.session.get_one(Tenant, tenant_id)
        there = [one for one, _ in files.of_kind(kind, tenant)]
        step = _step(deletion_id, name)
        if step.count == 0 and there:
            _counted(deletion_id, name, there)
        db.session.flush()
    with transaction():
        tenant = db.session.get_one(Tenant, tenant_id)
        db.session.expunge(tenant)
    for _, remove in files.of_kind(kind, tenant):
        with _holding(tenant_id):
            remove()
    files.drop_folders(kind, tenant)
    if next(files.of_kind(kind, tenant), None) is not None:
        raise SeatyardError(f"{kind} are still there after they were deleted", where=name)


def reduce(tenant_id: int) -> None:
    """Of what is kept, take out persons and secrets, and let the node take the tenant down."""
    with _holding(tenant_id):
        connection, tenants, seats = db.session.connection(), named("tenants"), named("seats")
        mine = tenants.c.id == tenant_id
        told = dict(connection.scalar(select(tenants.c.policies).where(mine)) or {})
        billing = {key: value for key, value in (told.get("billing") or {}).items() if key != "contacts"}
        kept: dict[str, Any] = {"billing": billing} if billing else {}
        left = connection.execute(
            select(seats.c.id).where(seats.c.tenant_id == tenant_id, seats.c.a1_hash != "").limit(1)
        ).first()
        if told == kept and left is None:
            return
        connection.execute(
            update(tenants)
            .where(mine)
            .values(policies=kept, voicemail={}, generation=tenants.c.generation + 1)
        )
        connection.execute(
            update(seats)
            .where(seats.c.tenant_id == tenant_id)
            .values(
                name="", a1_hash="", phone=None, active=False, off_since=None, supervisor=False, skills={}
            )
        )
