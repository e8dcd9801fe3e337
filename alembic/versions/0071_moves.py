"""nodes with room, and tenants that move between them"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import seatyard.db

revision = "0071"
down_revision = "0070"
branch_labels = None
depends_on = None

SAID = "(SELECT current_setting('seatyard.tenant', true))"
EVERYONE = f"{SAID} = 'everyone'"
ID = f"(SELECT CASE WHEN {SAID} ~ '^[0-9]+$' THEN {SAID}::int END)"
OPEN = sa.text("done_at IS NULL")


def upgrade() -> None:
    """Columns in place: a copy of the table, as other changes make on SQLite, would lose its triggers."""
    op.add_column("nodes", sa.Column("capacity", sa.Integer(), nullable=True))
    op.add_column("nodes", sa.Column("draining_since", seatyard.db.UtcDateTime(), nullable=True))
    op.create_table(
        "moves",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("at", seatyard.db.UtcDateTime(), nullable=False),
        sa.Column("leave_by", seatyard.db.UtcDateTime(), nullable=False),
        sa.Column("live_at", seatyard.db.UtcDateTime(), nullable=True),
        sa.Column("done_at", seatyard.db.UtcDateTime(), nullable=True),
        sa.Column("problem", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_moves_tenant_id_tenants")),
        sa.ForeignKeyConstraint(["from_id"], ["nodes.id"], name=op.f("fk_moves_from_id_nodes")),
        sa.ForeignKeyConstraint(["to_id"], ["nodes.id"], name=op.f("fk_moves_to_id_nodes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moves")),
    )
    op.create_index("ix_moves_tenant", "moves", ["tenant_id", "at"])
    op.create_index("ix_moves_open", "moves", ["from_id"], sqlite_where=OPEN, postgresql_where=OPEN)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE moves ENABLE ROW LEVEL SECURITY")
        op.execute("ALTER TABLE moves FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY tenants_rows ON moves USING ({EVERYONE} OR tenant_id = {ID})")


def downgrade() -> None:
    op.drop_table("moves")
    op.drop_column("nodes", "draining_since")
    op.drop_column("nodes", "capacity")
