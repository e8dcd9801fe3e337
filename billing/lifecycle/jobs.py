"""Exports that are asked for on a page: made by ``seatyard clock``, there for a week, then removed."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy import select, update

from seatyard import audit, clock, living
from seatyard.app import settings_of
from seatyard.db import LARGEST_ID, db, snapshot, transaction
from seatyard.errors import Conflict, NotFound, SeatyardError
from seatyard.paging import Part, part
from tenants.models import Tenant

from . import export
from .models import ASKED, EXPIRED, FAILED, MAKING, READY, TenantExport

EVERY = 10.0
"""Seconds from one look to the next."""
KEPT = timedelta(days=7)
OFTEN = 1.0
"""Seconds from one word on how far it is to the next."""


def folder_of(tenant_id: int) -> Path:
    return settings_of(current_app).home / "exports" / str(tenant_id)


def path_of(one: TenantExport) -> Path:
    return folder_of(one.tenant_id) / f"{one.id}.zip"


def of_tenant(tenant_id: int) -> list[TenantExport]:
    """The latest first."""
    query = select(TenantExport).filter_by(tenant_id=tenant_id).order_by(TenantExport.id.desc())
    return list(db.session.scalars(query))


def part_of(tenant_id: int, *, after: str, limit: int) -> Part[TenantExport]:
    """Some of them, the latest first."""
    query = select(TenantExport).filter_by(tenant_id=tenant_id)
    return part(query, TenantExport.id, after, limit, descending=True)


def one(tenant_id: int, number: int) -> TenantExport:
    """NotFound where it is another's, or none."""
    found = db.session.get(TenantExport, number) if 0 < number <= LARGEST_ID else None
    if found is None or found.tenant_id != tenant_id:
        raise NotFound("no such export", where=f"export {number}")
    return found


def ask(tenant: Tenant, *, recordings: bool, by: str) -> TenantExport:
    """Ask for one; commits. Conflict while one is asked for or made, and of a deleted tenant."""
    living.check(tenant.id)
    if any(one.state in (ASKED, MAKING) for one in of_tenant(tenant.id)):
        raise Conflict("one is being made", where=f"tenant {tenant.name}", allowed="wait for it")
    made = TenantExport(tenant_id=tenant.id, recordings=recordings, asked_by=by)
    db.session.add(made)
    db.session.commit()
    return made


def fetched(tenant_id: int, number: int) -> Path:
    """The file of an export, noted as looked at. NotFound where it is another's, not made, or expired."""
    found = one(tenant_id, number)
    path = path_of(found)
    if found.state != READY or not _lasts(found) or not path.is_file():
        raise NotFound("it is not made, or has expired", where=f"export {number}")
    audit.looked_alone(f"tenant_exports/{number}", tenant_id)
    return path


def due_now() -> int:
    """Make what is asked for, and what a process that was killed began; remove what has expired."""
    with snapshot():
        wanted = [_Wanted.of(one) for one in _in(ASKED, MAKING)]
        old = [(one.id, path_of(one)) for one in _in(READY) if not _lasts(one)]
    for one in wanted:
        _make(one)
    for number, path in old:
        path.unlink(missing_ok=True)
        _say(number, state=EXPIRED)
    return len(wanted) + len(old)


@dataclass(frozen=True)
class _Wanted:
    number: int
    tenant_id: int
    recordings: bool
    by: str
    path: Path

    @classmethod
    def of(cls, one: TenantExport) -> _Wanted:
        return cls(one.id, one.tenant_id, one.recordings, one.asked_by, path_of(one))


def _make(wanted: _Wanted) -> None:
    number, tenant_id, path = wanted.number, wanted.tenant_id, wanted.path
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    _say(number, state=MAKING, problem="")
    progress = _progress(number)
    try:
        with transaction():
            audit.looked("export", tenant_id, by=wanted.by, asked={"recordings": wanted.recordings})
        export.write(tenant_id, path, with_recordings=wanted.recordings, by=wanted.by, progress=progress)
    except SeatyardError as error:
        _say(number, state=FAILED, problem=str(error))
        return
    _say(number, state=READY, size=path.stat().st_size, expires_at=clock.now() + KEPT)


def _progress(number: int) -> Callable[[int, int], None]:
    """Told past the session, which is reading at one moment."""
    told = 0.0

    def progress(done: int, of: int) -> None:
        nonlocal told
        if done == of or time.monotonic() - told >= OFTEN:
            told = time.monotonic()
            with db.engine.begin() as connection:
                its = update(TenantExport).where(TenantExport.id == number)
                connection.execute(its.values(done=done, of=of))

    return progress


def _say(number: int, **values: object) -> None:
    with transaction():
        db.session.execute(update(TenantExport).where(TenantExport.id == number).values(**values))


def _in(*states: str) -> Sequence[TenantExport]:
    query = select(TenantExport).where(TenantExport.state.in_(states)).order_by(TenantExport.id)
    return db.session.scalars(query).all()


def _lasts(one: TenantExport) -> bool:
    return one.expires_at is not None and one.expires_at > clock.now()
