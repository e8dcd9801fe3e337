"""Numbers that come into the pool: one by one, or a carrier's list as CSV, all of it or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import insert, select

from seatyard import actor, clock
from seatyard.db import db, slices
from seatyard.errors import Conflict, Faults

from ..models import Number, NumberChange
from . import carriers
from .e164 import valid
from .service import today
from .states import FREE
from .table import Fault, Row, read, read_text


@dataclass(frozen=True)
class Imported:
    """What became of a file's lines."""

    added: int
    there_before: int
    """In the pool already: left as they are, whatever state they are in by now."""


def add(e164: str, carrier: str | None = None) -> Number:
    """Put a number into the pool, free, in the caller's transaction."""
    checked = valid(e164)
    if carrier is not None:
        carriers.check(carrier, "--carrier")
    if db.session.get(Number, checked):
        raise Conflict(f"{checked} is in the pool already", where="number")
    number = Number(e164=checked, state=FREE, carrier=carrier)
    db.session.add(number)
    db.session.add(NumberChange(e164=checked, at=clock.now(), by=actor.current(), after=FREE, reason="added"))
    return number


@dataclass(frozen=True)
class Looked:
    """What a file's lines would do."""

    fresh: list[Row]
    """Would come into the pool."""
    there_before: int
    faults: list[Fault]
    """By line; with one of them nothing comes in."""


def look(text: str, name: str) -> Looked:
    """What a file would do, by its text. InvalidInput for what is no CSV file with these columns at all."""
    return _looked(*read_text(text, name, today()))


def import_text(text: str, name: str) -> Imported:
    """Put the numbers of a file's text into the pool, as ``import_csv`` does."""
    return _import(look(text, name), name, name)


def import_csv(path: Path) -> Imported:
    """Put a file's numbers into the pool and commit. Run again it changes nothing.

    Columns: ``table.COLUMNS``. Faults are told all at once, a line each (Faults), and then nothing is done.
    """
    return _import(_looked(*read(path, today())), path.name, str(path))


def _looked(rows: list[Row], faults: list[Fault]) -> Looked:
    known = _carriers_of(row.e164 for row in rows)
    for row in rows:
        if row.e164 in known and row.carrier and row.carrier != known[row.e164]:
            there = known[row.e164] or "no carrier"
            faults.append((row.line, f"{row.e164} is in the pool already, from {there}"))
    fresh = [row for row in rows if row.e164 not in known]
    return Looked(fresh, len(rows) - len(fresh), sorted(faults))


def _import(looked: Looked, name: str, where: str) -> Imported:
    if looked.faults:
        raise Faults([f"{where}:{line}: {told}" for line, told in looked.faults])
    _insert(looked.fresh, f"imported from {name}")
    db.session.commit()
    return Imported(len(looked.fresh), looked.there_before)


def _carriers_of(numbers: Iterable[str]) -> dict[str, str | None]:
    """The carriers of those that are in the pool."""
    query, found = select(Number.e164, Number.carrier), dict[str, str | None]()
    for some in slices(numbers):
        found |= dict(db.session.execute(query.where(Number.e164.in_(some))).tuples().all())
    return found


def _insert(rows: Sequence[Row], reason: str) -> None:
    at, by = clock.now(), actor.current()
    for some in slices(rows, 5000):
        db.session.execute(insert(Number), [_columns(row) for row in some])
        changes = [
            {"e164": row.e164, "at": at, "by": by, "after": row.state, "reason": reason}
            | {"tenant": row.kept_for, "until": row.until}
            for row in some
        ]
        db.session.execute(insert(NumberChange), changes)


def _columns(row: Row) -> dict[str, str | date | None]:
    return {
        "e164": row.e164,
        "state": row.state,
        "carrier": row.carrier,
        "kept_for": row.kept_for,
        "until": row.until,
    }
