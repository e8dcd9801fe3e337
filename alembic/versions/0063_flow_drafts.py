"""flows as they are drawn, and who published which version when and why"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import seatyard.db

revision = "0063"
down_revision = "0062"
branch_labels = None
depends_on = None

SAID = "(SELECT current_setting('seatyard.tenant', true))"
EVERYONE = f"{SAID} = 'everyone'"
ID = f"(SELECT CASE WHEN {SAID} ~ '^[0-9]+$' THEN {SAID}::int END)"
ITS = {
    "flow_drafts": f"tenant_id = {ID}",
    "flow_publications": "EXISTS (SELECT FROM flows WHERE flows.id = flow_publications.flow_id)",
}


def upgrade() -> None:
    op.create_table(
        "flow_drafts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("document", seatyard.db.Document(), nullable=False),
        sa.Column("layout", seatyard.db.Document(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", seatyard.db.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_flow_drafts_tenant_id_tenants")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flow_drafts")),
        sa.UniqueConstraint("tenant_id", "name", name=op.f("uq_flow_drafts_tenant_id_name")),
    )
    op.create_table(
        "flow_publications",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("flow_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", seatyard.db.UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["flow_id"], ["flows.id"], name=op.f("fk_flow_publications_flow_id_flows")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flow_publications")),
    )
    op.create_index(op.f("ix_flow_publications_flow_id"), "flow_publications", ["flow_id"])
    _known()
    if op.get_bind().dialect.name == "postgresql":
        for table, its in ITS.items():
            op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
            op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
            op.execute(f"CREATE POLICY tenants_rows ON {table} USING ({EVERYONE} OR {its})")


def downgrade() -> None:
    op.drop_table("flow_publications")
    op.drop_table("flow_drafts")


def _known() -> None:
    """Of what was published before, the last time of each version is known, and nobody's name."""
    op.execute(
        'INSERT INTO flow_publications (flow_id, version, at, "by", reason)'
        " SELECT flow_id, version, published_at, '', '' FROM flow_versions"
        " WHERE published_at IS NOT NULL ORDER BY published_at, flow_id, version"
    )
