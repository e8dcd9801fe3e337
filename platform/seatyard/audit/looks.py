"""Looks at recordings, secrets and others' data, and log-ins: told by name where they happen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..db import db, reading, transaction
from .models import LOG_IN, LOOK, REFUSED
from .notes import Note, pending

LONGEST = 200
"""Characters that are kept of what somebody typed as a login, or asked for in an address."""


def looked(
    what: str, tenant_id: int | None, *, by: str | None = None, asked: dict[str, Any] | None = None
) -> None:
    """Somebody sees this. In the caller's transaction, which writes; ``asked``: which part of it."""
    pending(db.session()).notes.append(Note(LOOK, what, tenant_id, after=asked, actor=by))


def looked_alone(what: str, tenant_id: int | None, asked: dict[str, Any] | None = None) -> None:
    """The same in a transaction of its own, for who else only reads: the reading begins anew after it."""
    with transaction():
        looked(what, tenant_id, asked=asked)
    reading()


def opened(what: str, one: object, tenant_id: int | None, asked: Mapping[str, str]) -> None:
    """Somebody of the operator's was shown ``what`` of a tenant's, ``one`` of them or a list, by a page or by
    the API; ``asked`` is the questions of the address. Commits."""
    name = what if one is None else f"{what}/{one}"
    kept = {key: value[:LONGEST] for key, value in asked.items() if value}
    looked_alone(name, tenant_id, kept or None)


def logged_in(login: str, tenant_id: int | None, by: str) -> None:
    """``by``: ``password``, or the provider that vouched. Commits."""
    _came(LOG_IN, login, tenant_id, by)


def refused(login: str, tenant_id: int | None, by: str) -> None:
    """Somebody was not let in as ``login``, which there need not be. Commits."""
    _came(REFUSED, login, tenant_id, by)


def _came(action: str, login: str, tenant_id: int | None, by: str) -> None:
    kept = login[:LONGEST]
    with transaction():
        note = Note(action, f"users/{kept}", tenant_id, after={"by": by}, actor=kept)
        pending(db.session()).notes.append(note)
