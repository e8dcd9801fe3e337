"""A list of numbers in CSV, read strictly: every fault of every line, none guessed away."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from seatyard.errors import InvalidInput

from . import carriers
from .e164 import ALLOWED, canonical
from .states import FREE, PORTING, QUARANTINED, RESERVED

COLUMNS: tuple[str, ...] = ("e164", "carrier", "state", "for", "until")
"""Only the first must be there; ``for`` is a tenant's name, ``until`` the day that it is free or there."""
COMES_AS = (FREE, RESERVED, PORTING, QUARANTINED)
TENANT = re.compile(r"[a-z][a-z0-9-]{1,30}\Z")
MOST_BYTES = 64 * 2**20

Fault = tuple[int, str]
"""A line's number and what is wrong there."""


@dataclass(frozen=True, slots=True)
class Row:
    line: int
    e164: str
    carrier: str | None
    state: str
    kept_for: str | None
    until: date | None


class _Wrong(ValueError):
    """A cell that cannot be taken, in words."""


def read(path: Path, today: date) -> tuple[list[Row], list[Fault]]:
    """The rows and the faults. InvalidInput for what is no CSV file with these columns at all."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise InvalidInput("is too big", where=str(path), allowed=f"up to {MOST_BYTES // 2**20} MB")
        with path.open(newline="", encoding="utf-8-sig") as file:
            return _read(file, str(path), today)
    except OSError as error:
        raise InvalidInput(error.strerror or "cannot be read", where=str(path)) from error
    except UnicodeDecodeError as error:
        raise InvalidInput("is not UTF-8 text", where=str(path)) from error


def read_text(text: str, name: str, today: date) -> tuple[list[Row], list[Fault]]:
    """Likewise of a file's text; ``name`` is the file's."""
    return _read(io.StringIO(text.removeprefix("\ufeff"), newline=""), name, today)


def _read(file: Iterable[str], name: str, today: date) -> tuple[list[Row], list[Fault]]:
    rows: list[Row] = []
    faults: list[Fault] = []
    seen: dict[str, int] = {}
    there = carriers.known()
    columns = COLUMNS
    for line, cells in _lines(file, name):
        if line == 1 and not _is_number(cells[0]):
            columns = _header(name, cells)
            continue
        try:
            row = _row(line, cells, columns, there, today)
            if row.e164 in seen:
                raise _Wrong(f"{row.e164} is there twice, first in line {seen[row.e164]}")
        except _Wrong as wrong:
            faults.append((line, str(wrong)))
        else:
            seen[row.e164] = line
            rows.append(row)
    return rows, faults


def _lines(file: Iterable[str], name: str) -> Iterator[tuple[int, list[str]]]:
    """(line number, cells) of each line that is not empty."""
    reader = csv.reader(file, strict=True)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, [cell.strip() for cell in cells]
    except csv.Error as error:
        raise InvalidInput(f"is not CSV: {error}", where=f"{name}:{reader.line_num}") from error


def _is_number(cell: str) -> bool:
    """A list without a header begins with a number: its columns are in the order of COLUMNS."""
    return cell[:1] == "+" or cell[:1].isdigit()


def _header(name: str, cells: Sequence[str]) -> tuple[str, ...]:
    names = tuple(cell.lower() for cell in cells)
    unknown = [name for name in names if name not in COLUMNS]
    if unknown or len(set(names)) < len(names) or "e164" not in names:
        what = f"no column {unknown[0]!r}" if unknown else "e164 once, every other column at most once"
        raise InvalidInput(what, where=f"{name}:1", allowed=", ".join(COLUMNS))
    return names


def _row(line: int, cells: Sequence[str], columns: Sequence[str], there: frozenset[str], today: date) -> Row:
    if len(cells) > len(columns):
        raise _Wrong(f"{len(cells)} cells, {len(columns)} columns")
    given = dict(zip(columns, cells, strict=False))
    e164 = canonical(given["e164"])
    if e164 is None:
        raise _Wrong(f"{given['e164']!r} is not a telephone number (allowed: {ALLOWED})")
    carrier = given.get("carrier") or None
    if carrier and carrier not in there:
        allowed = ", ".join(sorted(there)) or "one that `seatyard trunk add` made"
        raise _Wrong(f"no carrier {carrier} (allowed: {allowed})")
    state = given.get("state") or FREE
    if state not in COMES_AS:
        raise _Wrong(f"no number comes as {state!r} (allowed: {', '.join(COMES_AS)})")
    kept_for, until = given.get("for") or None, _day(given.get("until", ""), today)
    _check_details(state, kept_for, until)
    return Row(line, e164, carrier, state, kept_for, until)


def _day(text: str, today: date) -> date | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise _Wrong(f"{text!r} is not a day (allowed: such as 2026-04-01)") from None
    if day <= today:
        raise _Wrong(f"{day} is not a day to come (allowed: after {today})")
    return day


def _check_details(state: str, kept_for: str | None, until: date | None) -> None:
    if kept_for and not TENANT.match(kept_for):
        raise _Wrong(f"{kept_for!r} is not a tenant's name")
    if state == RESERVED and not kept_for:
        raise _Wrong("reserved for whom? (column: for)")
    if state in (PORTING, QUARANTINED) and until is None:
        raise _Wrong(f"{state} until which day? (column: until)")
    if (state == FREE and until) or (state in (FREE, QUARANTINED) and kept_for):
        raise _Wrong(f"a {state} number has no {'day' if until and state == FREE else 'tenant'}")
