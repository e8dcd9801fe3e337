"""Walking the chain from its first entry to its end, in constant memory: to prove it, and to take it out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import String, select, type_coerce
from sqlalchemy.exc import DBAPIError

from ..db import db
from . import chain
from .models import Entry, Head

PIECE = 1000
_COLUMNS = [
    type_coerce(column, String).label(column.key) if column.key == "at" else column
    for column in Entry.__table__.columns
]
"""As they are stored."""
_LAST = select(Entry.id, Entry.hash).order_by(Entry.id.desc()).limit(1).subquery()
_ENDS = select(
    *(
        column.scalar_subquery()
        for column in (
            select(_LAST.c.id),
            select(_LAST.c.hash),
            select(Head.number).where(Head.id == 1),
            select(Head.hash).where(Head.id == 1),
        )
    )
)
"""The last entry that is there, and the one that the chain ends with, at one moment."""


@dataclass(frozen=True)
class Proof:
    """What a walk found."""

    entries: int
    """How many are as they were written, from the first on."""
    hash: str
    """Of the last of them: a copy kept elsewhere vouches for all up to it."""
    broken: int | None = None
    """The number of the first entry that is not as it was written, or is missing."""
    problem: str = ""


class _Unreadable(Exception):
    """What is stored is not even text."""


def prove() -> Proof:
    """Compare every entry with its hash and its neighbour, and the last one with the chain's end."""
    number, before = 0, chain.FIRST
    try:
        for entry in rows():
            if problem := _wrong(entry, number + 1, before):
                return Proof(number, before, number + 1, problem)
            number, before = entry["id"], entry["hash"]
    except _Unreadable:
        return Proof(number, before, number + 1, "cannot be read")
    try:
        last, seal, end, kept = db.session.execute(_ENDS).one()
    except DBAPIError:
        last, seal, end, kept = number, before, None, None
    if (last, seal) == (end, kept):
        return Proof(number, before)
    if isinstance(end, int) and end > (last or 0):
        return Proof(number, before, (last or 0) + 1, "is missing")
    return Proof(number - 1, before, number, "is not the one that the chain ends with")


def rows() -> Iterator[dict[str, Any]]:
    """The entries as they are stored, the first ones first."""
    last, size = 0, PIECE
    while True:
        query = select(*_COLUMNS).where(Entry.id > last).order_by(Entry.id).limit(size)
        try:
            found = db.session.execute(query).mappings().all()
        except (DBAPIError, ValueError):
            if size == 1:
                raise _Unreadable from None
            size = 1  # those before the one that cannot be read can
            continue
        for row in found:
            last = row["id"]
            yield dict(row)
        if len(found) < size:
            return


def exported() -> Iterator[str]:
    """The whole chain as lines of JSON: each is an entry as its hash has it, and the hash."""
    for row in rows():
        yield json.dumps(row, ensure_ascii=False, separators=(",", ":"), sort_keys=True) + "\n"


def _wrong(entry: dict[str, Any], number: int, before: str) -> str:
    """What is the matter with an entry, which should be this one; nothing where it is as it was written."""
    if entry["id"] != number:
        return "is missing"
    try:
        right = chain.digest(entry) == entry["hash"]
    except (TypeError, ValueError):
        right = False
    if not right:
        return "was changed"
    return "" if entry["previous"] == before else "does not follow the one before it"
