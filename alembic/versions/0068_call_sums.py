"""what calls came to, by finished day"""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

import seatyard.db

revision = "0068"
down_revision = "0067"
branch_labels = None
depends_on = None

COUNTS = (
    *("entered", "turned_away", "self_served", "answered", "offered", "queue_answered", "in_time"),
    *("abandoned", "waited", "gave_up_after", "dialled", "dialled_answered", "trunk", "scored", "satisfied"),
    *("transferred", "judged", "resolved"),
)
OF_SEATS = ("offered", "answered", "dialled", "reached", "scored", "satisfied")
TABLES = ("call_days", "call_sums", "seat_call_sums")
SAID = "(SELECT current_setting('seatyard.tenant', true))"
ID = f"(SELECT CASE WHEN {SAID} ~ '^[0-9]+$' THEN {SAID}::int END)"


def upgrade() -> None:
    op.create_table(
        "call_days",
        *_day(),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kept_version", sa.Integer(), nullable=True),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("judged", sa.Boolean(), nullable=False),
        sa.Column("again_at", seatyard.db.UtcDateTime(), nullable=True),
        *_keys("call_days"),
    )
    op.create_index("ix_call_days_next", "call_days", ["again_at"])
    op.create_table(
        "call_sums",
        *_day(),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("queue_id", sa.Integer(), nullable=False),
        *_numbers(COUNTS),
        *_keys("call_sums", "by", "key", "queue_id"),
    )
    op.create_table(
        "seat_call_sums",
        *_day(),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        *_numbers(OF_SEATS),
        *_keys("seat_call_sums", "seat_id"),
    )
    if op.get_bind().dialect.name == "postgresql":
        for table in TABLES:
            op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
            op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
            its = f"{SAID} = 'everyone' OR tenant_id = {ID}"
            op.execute(f"CREATE POLICY tenants_rows ON {table} USING ({its})")


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _day() -> Iterator[sa.Column[object]]:
    yield sa.Column("tenant_id", sa.Integer(), nullable=False)
    yield sa.Column("day", sa.Date(), nullable=False)


def _numbers(names: tuple[str, ...]) -> Iterator[sa.Column[int]]:
    for name in names:
        yield sa.Column(name, sa.BigInteger(), nullable=False)


def _keys(table: str, *more: str) -> Iterator[sa.Constraint]:
    yield sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f(f"fk_{table}_tenant_id_tenants"))
    yield sa.PrimaryKeyConstraint("tenant_id", "day", *more, name=op.f(f"pk_{table}"))
