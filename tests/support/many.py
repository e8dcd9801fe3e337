"""Many rows alike, made inside PostgreSQL, so that its planner takes a table for a long one."""

from __future__ import annotations

from sqlalchemy import text

from seatyard.db import db


def copied(table: str, times: int, **changed: str) -> None:
    """The table's first row so many times more. ``changed`` are SQL expressions of ``n``, from 1, by column;
    ids count on by themselves. Commits."""
    made = ", ".join(f"'{column}', {value}" for column, value in {"id": "one.id + n", **changed}.items())
    query = (
        f"INSERT INTO {table} SELECT made.* FROM {table} one, generate_series(1, :times) n,"  # noqa: S608
        f" LATERAL jsonb_populate_record(one, jsonb_build_object({made})) made"
        f" WHERE one.id = (SELECT max(id) FROM {table})"
    )
    db.session.execute(text(query), {"times": times})
    db.session.commit()
