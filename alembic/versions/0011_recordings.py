"""recordings"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import seatyard.db

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "recording_accesses",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("given_by", sa.String(), nullable=False),
        sa.Column("given_at", seatyard.db.UtcDateTime(), nullable=False),
        sa.Column("revoked_at", seatyard.db.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_recording_accesses_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_recording_accesses")),
    )
    op.create_table(
        "recording_deletions",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("recording_id", sa.String(), nullable=False),
        sa.Column("document", seatyard.db.Document(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("deleted_at", seatyard.db.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_recording_deletions_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "number", name=op.f("pk_recording_deletions")),
    )
    op.create_index(
        "ix_recording_deletions_recording", "recording_deletions", ["tenant_id", "recording_id"], unique=False
    )
    op.create_table(
        "recording_holds",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("held_by", sa.String(), nullable=False),
        sa.Column("held_at", seatyard.db.UtcDateTime(), nullable=False),
        sa.Column("released_at", seatyard.db.UtcDateTime(), nullable=True),
        sa.Column("released_by", sa.String(), nullable=True),
        sa.Column("release_reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_recording_holds_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_recording_holds")),
    )
    op.create_table(
        "recording_keys",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("wrapped", sa.String(), nullable=True),
        sa.Column("master", sa.String(), nullable=False),
        sa.Column("made_at", seatyard.db.UtcDateTime(), nullable=False),
        sa.Column("destroyed_at", seatyard.db.UtcDateTime(), nullable=True),
        sa.Column("destroyed_by", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_recording_keys_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "version", name=op.f("pk_recording_keys")),
    )
    op.create_table(
        "recording_listens",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("recording_id", sa.String(), nullable=False),
        sa.Column("at", seatyard.db.UtcDateTime(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_recording_listens_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint(
            "tenant_id", "recording_id", "at", "who", "way", name=op.f("pk_recording_listens")
        ),
    )
    op.create_table(
        "recordings",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("node_id", sa.Integer(), nullable=False),
        sa.Column("leg_uuid", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("mailbox", sa.String(), nullable=True),
        sa.Column("started_at", seatyard.db.UtcDateTime(), nullable=False),
        sa.Column("ended_at", seatyard.db.UtcDateTime(), nullable=False),
        sa.Column("length_ms", sa.Integer(), nullable=False),
        sa.Column("bytes", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("key_version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("due_at", seatyard.db.UtcDateTime(), nullable=True),
        sa.Column("due_by", sa.String(), nullable=True),
        sa.Column("heard_at", seatyard.db.UtcDateTime(), nullable=True),
        sa.Column("cleared_at", seatyard.db.UtcDateTime(), nullable=True),
        sa.Column("taken_at", seatyard.db.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["node_id"], ["nodes.id"], name=op.f("fk_recordings_node_id_nodes")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_recordings_tenant_id_tenants")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_recordings")),
    )
    op.create_index(
        "ix_recordings_deleting",
        "recordings",
        ["tenant_id"],
        unique=False,
        sqlite_where=sa.text("state = 'deleting'"),
        postgresql_where=sa.text("state = 'deleting'"),
    )
    op.create_index("ix_recordings_leg", "recordings", ["tenant_id", "node_id", "leg_uuid"], unique=False)
    op.create_index("ix_recordings_started", "recordings", ["tenant_id", "started_at", "id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_recordings_started", table_name="recordings")
    op.drop_index("ix_recordings_leg", table_name="recordings")
    op.drop_index(
        "ix_recordings_deleting",
        table_name="recordings",
        sqlite_where=sa.text("state = 'deleting'"),
        postgresql_where=sa.text("state = 'deleting'"),
    )
    op.drop_table("recordings")
    op.drop_table("recording_listens")
    op.drop_table("recording_keys")
    op.drop_table("recording_holds")
    op.drop_index("ix_recording_deletions_recording", table_name="recording_deletions")
    op.drop_table("recording_deletions")
    op.drop_table("recording_accesses")
