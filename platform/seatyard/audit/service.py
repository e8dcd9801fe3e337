"""Searching the trail: the latest first, a page at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, not_, or_, select

from ..db import db
from ..errors import InvalidInput
from .models import Entry
from .rules import AUDITED

PAGE = 50
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


def for_tenant(filters: Filters, tenant_id: int) -> Filters:
    """Narrowed to what concerns a tenant, for its own people."""
    return replace(filters, tenant_id=tenant_id, theirs=True)


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


def document(text: str | None) -> dict[str, Any] | None:
    found: dict[str, Any] | None = None if text is None else json.loads(text)
    return found


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
