"""Searching the trail: the latest first, a page at a time."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, not_, or_, select

from ..db import db
from ..errors import InvalidInput
from ..sheets import cell
from .chain import canonical
from .models import Entry, stamp
from .rules import AUDITED

COLUMNS = [column.key for column in Entry.__table__.columns]
PAGE = 50
MOST = 20_000
"""Entries in a file from a page, the latest ones; ``seatyard audit export`` writes all."""
LARGEST = 2**63 - 1
_INNER = sorted(name for name, rule in AUDITED.items() if rule.inner)


@dataclass(frozen=True)
class Filters:
    """Which entries; what is None or empty does not narrow."""

    tenant_id: int | None = None
    actor: str = ""
    what: str = ""
    """A table, or a row of it: ``seats``, ``seats/7``."""
    since: datetime | None = None
    until: datetime | None = None
    """Before this moment."""
    theirs: bool = False
    """Whether for the tenant's own eyes: without the operator's deliberations."""


@dataclass(frozen=True)
class Found:
    entries: Sequence[Entry]
    """The latest first."""
    after: str
    """What to ask for the next page with; empty on the last one."""


def search(filters: Filters, *, after: str = "", limit: int = PAGE) -> Found:
    """One page. InvalidInput for an ``after`` that no page gave."""
    wanted = _narrowed(filters)
    if after:
        if not (after.isascii() and after.isdigit()) or int(after) > LARGEST:
            raise InvalidInput("not a place in a list of audit entries", where="after")
        wanted = wanted.where(Entry.id < int(after))
    found = db.session.scalars(wanted.order_by(Entry.id.desc()).limit(limit + 1)).all()
    more = len(found) > limit
    return Found(found[:limit], str(found[limit - 1].id) if more else "")


def every(filters: Filters) -> Iterator[Entry]:
    """All of them, the latest first, in constant memory."""
    after = ""
    while True:
        found = search(filters, after=after, limit=1000)
        yield from found.entries
        db.session.expunge_all()
        if not (after := found.after):
            return


def of_tenant(filters: Filters, tenant_id: int, *, theirs: bool) -> Filters:
    """Narrowed to what concerns a tenant; ``theirs``: for its own people."""
    return replace(filters, tenant_id=tenant_id, theirs=theirs)


def shown(entry: Entry) -> dict[str, Any]:
    """An entry as data."""
    return {
        "id": entry.id,
        "at": entry.at,
        "actor": entry.actor,
        "role": entry.role,
        "from": entry.whence,
        "action": entry.action,
        "what": entry.what,
        "tenant_id": entry.tenant_id,
        "before": document(entry.before),
        "after": document(entry.after),
        "hash": entry.hash,
    }


def differences(entry: Entry) -> list[tuple[str, Any, Any]]:
    """What it says: each column or question, with its value before and after."""
    before, after = document(entry.before) or {}, document(entry.after) or {}
    return [(name, before.get(name), after.get(name)) for name in sorted({*before, *after})]


def as_csv(entries: Iterable[Entry]) -> Iterator[str]:
    """Line by line, with a byte order mark so that spreadsheets read it as UTF-8; a formula is text there."""
    yield "\ufeff"
    yield _csv_line(COLUMNS)
    for entry in entries:
        yield _csv_line([cell(value) for value in _stored(entry).values()])


def as_lines(entries: Iterable[Entry]) -> Iterator[str]:
    """Lines of JSON as ``proving.exported`` has them: each fits its own hash."""
    for entry in entries:
        yield f"{canonical(_stored(entry))}\n"


def document(text: str | None) -> dict[str, Any] | None:
    found: dict[str, Any] | None = None if text is None else json.loads(text)
    return found


def _stored(entry: Entry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in COLUMNS} | {"at": stamp(entry.at)}


def _csv_line(values: Iterable[Any]) -> str:
    made = io.StringIO()
    csv.writer(made).writerow(values)
    return made.getvalue()


def _narrowed(filters: Filters) -> Select[tuple[Entry]]:
    wanted = select(Entry)
    if filters.tenant_id is not None:
        wanted = wanted.where(Entry.tenant_id == filters.tenant_id)
    if filters.theirs:
        wanted = wanted.where(*(not_(Entry.what.startswith(f"{name}/", autoescape=True)) for name in _INNER))
    if filters.actor:
        wanted = wanted.where(Entry.actor == filters.actor)
    if filters.what:
        row = filters.what.rstrip("/")
        wanted = wanted.where(or_(Entry.what == row, Entry.what.startswith(f"{row}/", autoescape=True)))
    if filters.since is not None:
        wanted = wanted.where(Entry.at >= filters.since)
    if filters.until is not None:
        wanted = wanted.where(Entry.at < filters.until)
    return wanted
