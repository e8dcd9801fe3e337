"""The operator's pool of DIDs."""

from __future__ import annotations

import csv
from pathlib import Path

import phonenumbers

from seatyard.db import db
from seatyard.errors import Conflict, InvalidInput

from .models import Number


def add(e164: str) -> Number:
    """Put a number into the pool in the caller's transaction."""
    checked = valid(e164)
    if db.session.get(Number, checked):
        raise Conflict(f"{checked} is in the pool already", where="number")
    number = Number(e164=checked)
    db.session.add(number)
    return number


def import_csv(path: Path) -> tuple[int, int]:
    """Add every number of the file's ``e164`` column (or first column); (added, there before).

    A bad line refuses the whole file, named by its line number: nothing is half done.
    """
    added = before = 0
    with path.open(newline="", encoding="utf-8-sig") as file:
        for line, row in enumerate(csv.reader(file), start=1):
            if not row or row[0].strip().lower() in ("", "e164", "number"):
                continue
            e164 = valid(row[0].strip(), where=f"{path}:{line}")
            if db.session.get(Number, e164):
                before += 1
                continue
            db.session.add(Number(e164=e164))
            db.session.flush()
            added += 1
    db.session.commit()
    return added, before


def valid(text: str, *, where: str = "number") -> str:
    """The number in E.164 as ITU numbering plans allow it."""
    try:
        parsed = phonenumbers.parse(text)
    except phonenumbers.NumberParseException:
        parsed = None
    if parsed is None or not phonenumbers.is_possible_number(parsed):
        raise InvalidInput(
            f"{text!r} is not a telephone number", where=where, allowed="E.164, such as +861088880001"
        )
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
