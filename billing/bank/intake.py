"""A statement taken in: every line kept once, whole or not at all."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from sqlalchemy import select

from seatyard.db import db, insert, slices, transaction
from seatyard.errors import InvalidInput

from . import camt, table
from .lines import ReadLine
from .models import MARK, BankLine, BankStatement
from .profiles import profile as profile_named

MOST_BYTES = 32 * 2**20


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a file."""

    statement_id: int
    form: str
    added: tuple[int, ...]
    """The ids of the lines that were not there before."""
    known: int
    """Lines that were."""


def take(content: bytes, name: str, *, by: str, profile: str | None = None, account: str = "") -> Taken:
    """Add the lines of a statement that are not there yet; InvalidInput for a file that is none.

    A line is known by the bank's reference on its account, or, without one, by what it says and by which one
    of equal lines of its file it is. All of it is one transaction: killed in the middle, nothing is there.
    """
    if len(content) > MOST_BYTES:
        raise InvalidInput("is too big", where=name, allowed=f"up to {MOST_BYTES // 2**20} MB")
    form, lines = _read(content, name, profile, account)
    if not lines:
        raise InvalidInput("has no lines", where=name)
    with transaction():
        statement_id = _statement(content, name, form, by)
        numbered = list(_numbered(lines))
        known, holders = _known(numbered)
        added = [
            id
            for line, ordinal in numbered
            if (line.key, ordinal) not in known
            and (id := _add(line, ordinal, statement_id, holders)) is not None
        ]
        return Taken(statement_id, form, tuple(added), len(lines) - len(added))


def _read(content: bytes, name: str, profile: str | None, account: str) -> tuple[str, list[ReadLine]]:
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        return camt.read(content, name, account)
    used, lines = table.read(content, name, profile_named(profile) if profile else None, account)
    return f"csv: {used.name}", lines


def _statement(content: bytes, name: str, form: str, by: str) -> int:
    digest = hashlib.sha256(content).hexdigest()
    new = insert(BankStatement).values(digest=digest, name=name, form=form, imported_by=by)
    db.session.execute(new.on_conflict_do_nothing())
    return db.session.scalars(select(BankStatement.id).filter_by(digest=digest)).one()


def _numbered(lines: Iterable[ReadLine]) -> Iterator[tuple[ReadLine, int]]:
    count: Counter[str] = Counter()
    for line in lines:
        count[line.key] += 1
        yield line, count[line.key]


def _known(numbered: list[tuple[ReadLine, int]]) -> tuple[set[tuple[str, int]], dict[str, str]]:
    """The keys that are there, and by identity the first line that has it."""
    keys: set[tuple[str, int]] = set()
    holders: dict[str, str] = {}
    for some in slices(sorted({line.identity for line, _ in numbered})):
        query = select(BankLine.id, BankLine.identity, BankLine.key, BankLine.ordinal)
        for id, identity, key, ordinal in db.session.execute(
            query.where(BankLine.identity.in_(some)).order_by(BankLine.id)
        ):
            keys.add((key, ordinal))
            holders.setdefault(identity, f"{MARK}{id}")
    return keys, holders


def _add(line: ReadLine, ordinal: int, statement_id: int, holders: dict[str, str]) -> int | None:
    """One more line; None where another import was faster. Doubtful, it waits for a person."""
    line = replace(line, parked=line.parked or _doubt(line, holders))
    new = insert(BankLine).values(
        statement_id=statement_id,
        position=line.position,
        account=line.account,
        identity=line.identity,
        key=line.key,
        ordinal=ordinal,
        raw=line.raw,
        fault=line.fault,
        incoming=line.incoming,
        on=line.on,
        amount=line.amount,
        currency=line.currency,
        payer_name=line.payer_name,
        payer_account=line.payer_account,
        text=line.text,
        reference=line.reference,
        parked=line.parked,
    )
    id: int | None = db.session.scalar(new.on_conflict_do_nothing().returning(BankLine.id))
    if id is not None:
        holders.setdefault(line.identity, f"{MARK}{id}")
    return id


def _doubt(line: ReadLine, holders: dict[str, str]) -> str | None:
    """Why it may be another line told again: the same reference, or the same in everything."""
    other = holders.get(line.identity)
    if other is None or line.fault is not None:
        return None
    return f"has the reference of {other}" if line.reference else f"says the same as {other}"
