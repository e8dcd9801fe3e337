"""calls and legs by the month in which they started, on PostgreSQL"""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

AHEAD = 3
KEYS = {"conversations": ("tenant_id", "id"), "legs": ("tenant_id", "node_id", "uuid", "leg")}


def upgrade() -> None:
    """SQLite has no parts: one table, whose key goes without the start."""
    if op.get_bind().dialect.name == "postgresql":
        for table, key in KEYS.items():
            _remake(table, (*key, "started_at"), " PARTITION BY RANGE (started_at)", parts=True)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table, key in KEYS.items():
            _remake(table, key, "", parts=False)


def _remake(table: str, key: tuple[str, ...], how: str, *, parts: bool) -> None:
    """The same columns, rows, indices and foreign keys in a table made another way."""
    indices, foreign = _definitions(table)
    months = _months(table) if parts else []
    op.execute(f"ALTER TABLE {table} RENAME TO {table}_before")
    op.execute(f"CREATE TABLE {table} (LIKE {table}_before INCLUDING DEFAULTS){how}")
    if parts:
        op.execute(f"CREATE TABLE {table}_default PARTITION OF {table} DEFAULT")
    for month in months:
        until = _after(month, 1)
        op.execute(
            f"CREATE TABLE {table}_{month:%Y_%m} PARTITION OF {table}"
            f" FOR VALUES FROM ('{month} 00:00+00') TO ('{until} 00:00+00')"
        )
    op.execute(f"INSERT INTO {table} SELECT * FROM {table}_before")  # noqa: S608
    op.execute(f"DROP TABLE {table}_before")
    op.execute(f"ALTER TABLE {table} ADD CONSTRAINT pk_{table} PRIMARY KEY ({', '.join(key)})")
    for definition in indices:
        op.execute(definition)
    for name, definition in foreign.items():
        op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")


def _definitions(table: str) -> tuple[list[str], dict[str, str]]:
    """Statements that make the indices, and the foreign keys by name."""
    bind, named = op.get_bind(), {"table": table}
    indices = bind.scalars(
        sa.text(
            "SELECT pg_get_indexdef(indexrelid) FROM pg_index"
            " WHERE indrelid = to_regclass(:table) AND NOT indisprimary ORDER BY 1"
        ),
        named,
    )
    # Of the parts' indices nothing is told; ONLY stands in the definition of a whole one's.
    plain = [one.replace(" ON ONLY ", " ON ", 1) for one in indices]
    foreign = bind.execute(
        sa.text(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE conrelid = to_regclass(:table) AND contype = 'f' ORDER BY 1"
        ),
        named,
    )
    return plain, dict(foreign.tuples().all())


def _months(table: str) -> list[date]:
    """Those of the rows, this one and the next ones."""
    query = f"SELECT DISTINCT date_trunc('month', started_at AT TIME ZONE 'UTC') FROM {table}"  # noqa: S608
    rows = {month.date() for month in op.get_bind().scalars(sa.text(query))}
    today: date = op.get_bind().scalar(sa.text("SELECT (now() AT TIME ZONE 'UTC')::date"))
    first = _after(today.replace(day=1), -120)
    ahead = {_after(today.replace(day=1), after) for after in range(AHEAD + 1)}
    return sorted({month for month in rows if first <= month <= max(ahead)} | ahead)


def _after(month: date, months: int) -> date:
    year, at = divmod(month.year * 12 + month.month - 1 + months, 12)
    return date(year, at + 1, 1)
