"""drafts of tenants to come; test calls to a tenant's number"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import seatyard.db

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None

SAID = "(SELECT current_setting('seatyard.tenant', true))"
ID = f"(SELECT CASE WHEN {SAID} ~ '^[0-9]+$' THEN {SAID}::int END)"


def upgrade() -> None:
    op.create_table(
        "onboarding_drafts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("admin", sa.String(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", seatyard.db.UtcDateTime(), nullable=False),
        sa.Column("changed_at", seatyard.db.UtcDateTime(), nullable=False),
        sa.Column("discarded_at", seatyard.db.UtcDateTime(), nullable=True),
        sa.Column("became", sa.String(), nullable=True),
        sa.Column("secrets", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_onboarding_drafts")),
    )
    op.create_table(
        "test_calls",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("node_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("asked_at", seatyard.db.UtcDateTime(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("answered_in", sa.Float(), nullable=True),
        sa.Column("seat", sa.String(), nullable=True),
        sa.Column("cause", sa.String(), nullable=True),
        sa.Column("ended_at", seatyard.db.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_test_calls_tenant_id_tenants")),
        sa.ForeignKeyConstraint(["node_id"], ["nodes.id"], name=op.f("fk_test_calls_node_id_nodes")),
        sa.PrimaryKeyConstraint("tenant_id", "key", name=op.f("pk_test_calls")),
    )
    asked = sa.text("state = 'asked'")
    op.create_index(
        "ix_test_calls_asked", "test_calls", ["node_id"], sqlite_where=asked, postgresql_where=asked
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE test_calls ENABLE ROW LEVEL SECURITY")
        op.execute("ALTER TABLE test_calls FORCE ROW LEVEL SECURITY")
        whose = f"{SAID} = 'everyone' OR tenant_id = {ID}"
        op.execute(f"CREATE POLICY tenants_rows ON test_calls USING ({whose})")


def downgrade() -> None:
    op.drop_table("test_calls")
    op.drop_table("onboarding_drafts")
