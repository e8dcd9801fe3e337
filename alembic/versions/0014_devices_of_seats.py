"""devices of seats, and supervisions"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import seatyard.db

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("seats", sa.Column("phone", sa.String(), nullable=True))
    op.add_column("seats", sa.Column("devices", sa.Integer(), nullable=False, server_default="2"))
    op.add_column("seats", sa.Column("supervisor", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "supervisions",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("at", seatyard.db.UtcDateTime(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("supervisor_id", sa.Integer(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["supervisor_id"], ["seats.id"], name=op.f("fk_supervisions_supervisor_id_seats")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_supervisions_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "evidence", name=op.f("pk_supervisions")),
    )
    op.create_index("ix_supervisions_at", "supervisions", ["tenant_id", "at"])


def downgrade() -> None:
    op.drop_index("ix_supervisions_at", table_name="supervisions")
    op.drop_table("supervisions")
    for name in ("supervisor", "devices", "phone"):
        op.drop_column("seats", name)
