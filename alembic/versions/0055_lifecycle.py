"""the end of a tenant: exports of all its data, holds with a reference, deletions with proof"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import seatyard.db

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("tenants", sa.Column("deleted_at", seatyard.db.UtcDateTime(), nullable=True))
    op.add_column("recording_holds", sa.Column("reference", sa.String(), nullable=False, server_default=""))
    op.create_table(
        "tenant_exports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("recordings", sa.Boolean(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_at", seatyard.db.UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("of", sa.Integer(), nullable=False),
        sa.Column("size", _BIG, nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("expires_at", seatyard.db.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_tenant_exports_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tenant_exports")),
    )
    op.create_index("ix_tenant_exports_tenant", "tenant_exports", ["tenant_id", "id"])
    op.create_table(
        "tenant_deletions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_at", seatyard.db.UtcDateTime(), nullable=False),
        sa.Column("confirmed_by", sa.String(), nullable=True),
        sa.Column("confirmed_at", seatyard.db.UtcDateTime(), nullable=True),
        sa.Column("called_off_by", sa.String(), nullable=True),
        sa.Column("called_off_at", seatyard.db.UtcDateTime(), nullable=True),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("finished_at", seatyard.db.UtcDateTime(), nullable=True),
        sa.Column("proof", seatyard.db.Document(), nullable=True),
        sa.Column("digest", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_tenant_deletions_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tenant_deletions")),
    )
    op.create_index("ix_tenant_deletions_tenant", "tenant_deletions", ["tenant_id", "id"])
    op.create_table(
        "tenant_deletion_steps",
        sa.Column("deletion_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("count", _BIG, nullable=False),
        sa.Column("keys", sa.String(), nullable=False),
        sa.Column("done_at", seatyard.db.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["deletion_id"],
            ["tenant_deletions.id"],
            name=op.f("fk_tenant_deletion_steps_deletion_id_tenant_deletions"),
        ),
        sa.PrimaryKeyConstraint("deletion_id", "name", name=op.f("pk_tenant_deletion_steps")),
    )


def downgrade() -> None:
    op.drop_table("tenant_deletion_steps")
    op.drop_table("tenant_deletions")
    op.drop_table("tenant_exports")
    op.drop_column("recording_holds", "reference")
    op.drop_column("tenants", "deleted_at")
