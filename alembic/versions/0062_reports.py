"""where seats' time went by finished day; reports by e-mail; the lines of the month that runs"""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

import seatyard.db

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None

STATES = ("talking", "hold", "ringing", "dialling", "after_call", "ready", "busy", "unknown")
TABLES = ("seat_days", "seat_hours", "seat_days_kept", "report_subscriptions")
SAID = "(SELECT current_setting('seatyard.tenant', true))"
ID = f"(SELECT CASE WHEN {SAID} ~ '^[0-9]+$' THEN {SAID}::int END)"
GOES = sa.text("paused_at IS NULL AND left_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "seat_days",
        _tenant(),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        *_times(),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_seat_days_tenant_id_tenants")),
        sa.ForeignKeyConstraint(["seat_id"], ["seats.id"], name=op.f("fk_seat_days_seat_id_seats")),
        sa.PrimaryKeyConstraint("tenant_id", "day", "seat_id", name=op.f("pk_seat_days")),
    )
    op.create_table(
        "seat_hours",
        _tenant(),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        *_times(),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_seat_hours_tenant_id_tenants")),
        sa.PrimaryKeyConstraint("tenant_id", "day", "hour", name=op.f("pk_seat_hours")),
    )
    op.create_table(
        "seat_days_kept",
        _tenant(),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("computed_at", seatyard.db.UtcDateTime(), nullable=False),
        sa.Column("again_at", seatyard.db.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_seat_days_kept_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "day", name=op.f("pk_seat_days_kept")),
    )
    op.create_index("ix_seat_days_kept_next", "seat_days_kept", ["again_at"])
    op.create_table(
        "report_subscriptions",
        sa.Column("id", sa.Integer(), nullable=False),
        _tenant(),
        sa.Column("report", sa.String(), nullable=False),
        sa.Column("every", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", seatyard.db.UtcDateTime(), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("paused_at", seatyard.db.UtcDateTime(), nullable=True),
        sa.Column("left_at", seatyard.db.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_report_subscriptions_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_subscriptions")),
        sa.UniqueConstraint(
            "tenant_id",
            "report",
            "every",
            "address",
            name=op.f("uq_report_subscriptions_tenant_id_report_every_address"),
        ),
    )
    op.create_index(
        "ix_report_subscriptions_next",
        "report_subscriptions",
        ["next_on"],
        sqlite_where=GOES,
        postgresql_where=GOES,
    )
    op.add_column("outlook_totals", sa.Column("lines", seatyard.db.Document(), nullable=True))
    if op.get_bind().dialect.name == "postgresql":
        for table in TABLES:
            op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
            op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
            its = f"{SAID} = 'everyone' OR tenant_id = {ID}"
            op.execute(f"CREATE POLICY tenants_rows ON {table} USING ({its})")


def downgrade() -> None:
    op.drop_column("outlook_totals", "lines")
    for table in reversed(TABLES):
        op.drop_table(table)


def _tenant() -> sa.Column[int]:
    return sa.Column("tenant_id", sa.Integer(), nullable=False)


def _times() -> Iterator[sa.Column[int]]:
    """Microseconds of each state."""
    for state in STATES:
        yield sa.Column(state, sa.BigInteger(), nullable=False)
