"""What the tests of the trail share."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select, text

from seatyard.audit.models import CHANGE, Entry
from seatyard.audit.service import document
from seatyard.db import db


def entries(what: str = "") -> Sequence[Entry]:
    """In order; of one thing, or of a table."""
    db.session.expire_all()
    found = db.session.scalars(select(Entry).order_by(Entry.id)).all()
    return [one for one in found if one.what == what or one.what.startswith(f"{what}/") or not what]


def last(what: str = "") -> tuple[object, object]:
    """Before and after, of the latest change."""
    one = [entry for entry in entries(what) if entry.action == CHANGE][-1]
    return document(one.before), document(one.after)


def unguarded() -> None:
    """Let rows be changed, as somebody may who owns the database."""
    if db.engine.dialect.name == "postgresql":
        for table in ("audit_entries", "audit_head"):
            db.session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
    else:
        named = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'audit%'"
        for name in db.session.scalars(text(named)).all():
            db.session.execute(text(f"DROP TRIGGER {name}"))
    db.session.commit()
