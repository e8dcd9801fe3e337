"""The chain: one changed byte shows, as does an entry that is gone or moved; the database refuses both."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from seatyard.audit import looked, proving
from seatyard.audit.chain import FIRST
from seatyard.db import db
from tests.factories import SeatFactory, TenantFactory, UserFactory

from .trail import entries, unguarded

COLUMNS = ("id", "at", "actor", "role", "whence", "action", "what", "tenant_id", "before", "after")
SEALS = ("previous", "hash")


def told() -> int:
    """A few entries; how many."""
    tenant = TenantFactory(name="acme")
    seat = SeatFactory(tenant=tenant, name="李雷\u001f")
    db.session.commit()
    seat.name = "Han"
    UserFactory(login="li")
    db.session.commit()
    looked("recordings/1", tenant.id, asked={"score": 1.5, "empty": ""})
    db.session.commit()
    return len(entries())


def outside(path: Path) -> int:
    """How many lines of an export are as they were written: a checker that knows nothing of Seatyard."""
    before, number = "0" * 64, 0
    for line in path.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        seal = entry.pop("hash")
        canonical = json.dumps(entry, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        if hashlib.sha256(canonical.encode()).hexdigest() != seal:
            break
        if entry["previous"] != before or entry["id"] != number + 1:
            break
        before, number = seal, number + 1
    return number


def test_an_untouched_chain_holds(app: Flask) -> None:
    assert proving.prove() == proving.Proof(0, FIRST)
    count = told()
    assert proving.prove() == proving.Proof(count, entries()[-1].hash)


def test_it_is_walked_in_pieces(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    count = told()
    monkeypatch.setattr(proving, "PIECE", 2)
    assert proving.prove().entries == count


def test_one_changed_byte_shows(app: Flask) -> None:
    """In whatever column of whatever entry, or of the chain's end."""
    count = told()
    unguarded()
    sqlite = db.engine.dialect.name == "sqlite"

    @settings(max_examples=200)
    @given(
        st.integers(0, count),
        st.sampled_from([*COLUMNS, *SEALS]),
        st.integers(0, 10_000),
        st.integers(1, 255),
    )
    def changed(number: int, column: str, position: int, by: int) -> None:
        table, key = ("audit_entries", number) if number else ("audit_head", 1)
        if not number:
            column = "number" if column in COLUMNS else "hash"
        asked = f"SELECT {column} FROM {table} WHERE id = :key"  # noqa: S608
        old = db.session.scalar(text(asked), {"key": key})
        raw = bytearray(str("" if old is None else old).encode() or b"\x00")
        raw[position % len(raw)] ^= by
        if sqlite:
            value, new = "CAST(:new AS TEXT)", bytes(raw)
        else:
            kind = "bigint" if column == "id" or column == "number" else "integer"
            value = f"CAST(:new AS {kind})" if column in ("id", "number", "tenant_id") else ":new"
            new = raw.decode("utf-8", "ignore").replace("\x00", "?")  # it holds no other text
            assume(new != old)
        try:
            where = {"new": new, "key": key}
            change = f"UPDATE {table} SET {column} = {value} WHERE id = :key"  # noqa: S608
            db.session.execute(text(change), where)
            db.session.flush()
        except DBAPIError:  # no number, or another entry's: the database takes no such thing
            db.session.rollback()
            return
        proof = proving.prove()
        db.session.rollback()
        assert proof.broken is not None, (number, column, position, by, old, new)
        if number and column != "id":
            assert proof.broken == number

    changed()
    assert proving.prove().broken is None


def test_an_entry_that_is_gone_shows(app: Flask) -> None:
    count = told()
    unguarded()
    for gone in range(1, count + 1):
        db.session.execute(text("DELETE FROM audit_entries WHERE id = :id"), {"id": gone})
        assert (proving.prove().broken, proving.prove().problem) == (gone, "is missing")
        db.session.rollback()


def test_entries_that_changed_places_show(app: Flask) -> None:
    told()
    unguarded()
    for old, new in ((1, -1), (2, 1), (-1, 2)):
        db.session.execute(
            text("UPDATE audit_entries SET id = :new WHERE id = :old"), {"old": old, "new": new}
        )
    assert proving.prove().broken == 1


def test_an_entry_made_anew_with_a_right_hash_shows_at_the_next(app: Flask) -> None:
    """Whoever changes one must change all that follow, and the copy of the last hash that lies elsewhere."""
    told()
    unguarded()
    row = next(row for row in proving.rows() if row["id"] == 2)
    row["actor"] = "mallory"
    sealed = {name: value for name, value in row.items() if name != "hash"}
    canonical = json.dumps(sealed, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    said = {"hash": hashlib.sha256(canonical.encode()).hexdigest()}
    db.session.execute(text("UPDATE audit_entries SET actor = 'mallory', hash = :hash WHERE id = 2"), said)
    assert (proving.prove().broken, proving.prove().problem) == (3, "does not follow the one before it")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entries SET actor = 'mallory' WHERE id = 1",
        "DELETE FROM audit_entries WHERE id = 1",
        "DELETE FROM audit_head",
        "UPDATE audit_head SET number = 1, hash = ''",
    ],
)
def test_the_database_refuses(app: Flask, statement: str) -> None:
    told()
    with pytest.raises((IntegrityError, DBAPIError), match="only ever added to"):
        db.session.execute(text(statement))
    db.session.rollback()


def test_an_export_is_checked_without_seatyard(app: Flask, command: Any, tmp_path: Path) -> None:
    count = told()
    file = tmp_path / "trail.jsonl"
    assert command("audit", "export", str(file)).exit_code == 0
    assert outside(file) == count
    lines = file.read_text(encoding="utf-8")
    file.write_text(lines.replace("Han", "Hal"), encoding="utf-8")
    assert outside(file) < count


def test_the_command_names_the_first_broken_entry(app: Flask, command: Any) -> None:
    told()
    ran = command("audit", "verify")
    assert (ran.exit_code, ran.output.count("\n")) == (0, 1)
    unguarded()
    db.session.execute(text("UPDATE audit_entries SET after = 'x' WHERE id = 2"))
    db.session.commit()
    ran = command("audit", "verify")
    assert ran.exit_code == 1
    assert ran.output == "entry 2 was changed; the 1 before it are as they were written\n"
