"""PostgreSQL's tables without what holds rows to one another, for rows that are there for themselves.

The owner of the tables may do it; a database so loosened is not used again (``emptied``)."""

from __future__ import annotations

from sqlalchemy import Connection, text

FOREIGN_KEYS, CHECKS = "f", "c"


def loosen(connection: Connection, *kinds: str) -> None:
    """Drop the constraints of these kinds."""
    found = text(
        "SELECT conrelid::regclass, conname FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid"
        " WHERE contype = ANY(:kinds) AND conparentid = 0 AND coninhcount = 0"
        " AND relnamespace = 'public'::regnamespace"
    )
    for table, name in connection.execute(found, {"kinds": list(kinds)}).all():
        connection.execute(text(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"'))
