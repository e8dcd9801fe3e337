"""live boards: what tenants' queues, seats and callers are at this moment"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import seatyard.db

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None

SAID = "(SELECT current_setting('seatyard.tenant', true))"
EVERYONE = f"{SAID} = 'everyone'"
ID = f"(SELECT CASE WHEN {SAID} ~ '^[0-9]+$' THEN {SAID}::int END)"


def upgrade() -> None:
    op.create_table(
        "boards",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("floor", sa.BigInteger(), nullable=False),
        sa.Column("beat_at", seatyard.db.UtcDateTime(), nullable=True),
        sa.Column("wanted_until", seatyard.db.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_boards_tenant_id_tenants")),
        sa.PrimaryKeyConstraint("tenant_id", name=op.f("pk_boards")),
    )
    op.create_table(
        "board_entries",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.Column("body", seatyard.db.Document(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_board_entries_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "kind", "key", name=op.f("pk_board_entries")),
    )
    op.create_index("ix_board_entries_version", "board_entries", ["tenant_id", "version"])
    if op.get_bind().dialect.name == "postgresql":
        for table in ("boards", "board_entries"):
            op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
            op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
            op.execute(f"CREATE POLICY tenants_rows ON {table} USING ({EVERYONE} OR tenant_id = {ID})")


def downgrade() -> None:
    op.drop_table("board_entries")
    op.drop_table("boards")
