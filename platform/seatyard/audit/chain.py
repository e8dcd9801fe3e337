"""The chain: the hash of an entry is over all its other columns, the hash before it among them.

``hash`` is SHA-256 over the entry without it, as a JSON object with sorted keys, without blanks, in UTF-8.
So an entry that is changed does not fit its own hash, and one that is missing or moved does not fit its
neighbours.
A copy of the last hash, kept elsewhere, vouches for everything up to it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from .. import row_security
from .models import CHANGE, Entry, Head, stamp
from .tables import ADMISSION

FIRST = "0" * 64
"""The hash before the first."""
_ADMISSION = "SELECT admission FROM audit_head WHERE id = 1"
_HEAD = select(Head.number, Head.hash).where(Head.id == 1).with_for_update()


def canonical(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def digest(entry: Mapping[str, Any]) -> str:
    """Of an entry's columns as they are stored. TypeError or ValueError where they are no entry's."""
    sealed = {name: value for name, value in entry.items() if name != "hash"}
    return hashlib.sha256(canonical(sealed).encode()).hexdigest()


def admission(connection: Connection) -> int:
    """The number of the last entry about who is let in: what was read of that before is so still, as long as
    this is the same. Every request with a token asks: in as many words, not compiled."""
    return row_security.said_with(connection, _ADMISSION) or 0


def append(connection: Connection, entries: Sequence[dict[str, Any]]) -> None:
    """Add entries, which come without ``id``, ``previous`` and ``hash``.

    The end of the chain is locked until the transaction's end: call it last of all before the commit, so
    that writers wait for one another no longer than for a commit, and none waits for anything else meanwhile.
    """
    number, before = _locked(connection)
    for entry in entries:
        number += 1
        entry.update(id=number, previous=before)
        before = entry["hash"] = digest({**entry, "at": stamp(entry["at"])})
    connection.execute(insert(Entry), entries)
    head: dict[str, Any] = {"number": number, "hash": before}
    if any(_of_admission(entry) for entry in entries):
        head["admission"] = number
    connection.execute(update(Head).where(Head.id == 1).values(**head))


def _of_admission(entry: Mapping[str, Any]) -> bool:
    table, _, _ = entry["what"].partition("/")
    return entry["action"] == CHANGE and table in ADMISSION


def _locked(connection: Connection) -> tuple[int, str]:
    found = connection.execute(_HEAD).first()
    if found is None:
        engine = postgresql if connection.dialect.name == "postgresql" else sqlite
        first = engine.insert(Head).values(id=1, number=0, hash=FIRST)
        connection.execute(first.on_conflict_do_nothing())
        found = connection.execute(_HEAD).one()
    return found.number, found.hash
