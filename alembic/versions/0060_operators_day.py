"""the operator's day: how late events come, looks for drift, tenants' requests, carriers that rest"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import seatyard.db

revision = "0060"
down_revision = "0059"
branch_labels = None
depends_on = None

SAID = "(SELECT current_setting('seatyard.tenant', true))"
ID = f"(SELECT CASE WHEN {SAID} ~ '^[0-9]+$' THEN {SAID}::int END)"
UNCLEARED = sa.text("cleared_at IS NULL")
CARRIED, ASKED, OPEN = sa.text("carrier IS NOT NULL"), sa.text("state = 'asked'"), sa.text("state = 'open'")


def upgrade() -> None:
    moment = seatyard.db.UtcDateTime
    op.add_column("nodes", sa.Column("lag", sa.Float(), nullable=True))
    op.add_column("nodes", sa.Column("lag_at", moment(), nullable=True))
    op.add_column("trunks", sa.Column("disabled_at", moment(), nullable=True))
    op.add_column("trunks", sa.Column("disabled_because", sa.String(), nullable=False, server_default=""))
    op.create_index(
        "ix_legs_carrier",
        "legs",
        ["carrier", "started_at"],
        sqlite_where=CARRIED,
        postgresql_where=CARRIED,
    )
    op.create_index("ix_seat_tenures_starts_at", "seat_tenures", ["starts_at"])
    op.create_index("ix_seat_tenures_ends_at", "seat_tenures", ["ends_at"])
    op.create_table(
        "drift_looks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("node_id", sa.Integer(), nullable=False),
        sa.Column("mends", sa.Boolean(), nullable=False),
        sa.Column("asked_at", moment(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("finished_at", moment(), nullable=True),
        sa.Column("found", seatyard.db.Document(), nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["node_id"], ["nodes.id"], name=op.f("fk_drift_looks_node_id_nodes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drift_looks")),
    )
    op.create_index("ix_drift_looks_node", "drift_looks", ["node_id", "id"])
    op.create_index(
        "ix_drift_looks_asked", "drift_looks", ["node_id"], sqlite_where=ASKED, postgresql_where=ASKED
    )
    op.create_table(
        "tenant_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("wants", sa.String(), nullable=False),
        sa.Column("asked_at", moment(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("clause", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("decided_at", moment(), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_tenant_requests_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tenant_requests")),
    )
    op.create_index("ix_tenant_requests_tenant", "tenant_requests", ["tenant_id", "id"])
    op.create_index(
        "ix_tenant_requests_open", "tenant_requests", ["due", "id"], sqlite_where=OPEN, postgresql_where=OPEN
    )
    op.create_table(
        "tenant_standings",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("open", seatyard.db.Document(), nullable=False),
        sa.Column("overdue", seatyard.db.Document(), nullable=False),
        sa.Column("overdue_since", sa.Date(), nullable=True),
        sa.Column("computed_at", moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_tenant_standings_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", name=op.f("pk_tenant_standings")),
    )
    op.create_index("ix_tenant_standings_overdue_since", "tenant_standings", ["overdue_since"])
    op.create_index(
        "ix_findings_open",
        "findings",
        ["kind", "tenant_id"],
        sqlite_where=UNCLEARED,
        postgresql_where=UNCLEARED,
    )
    if op.get_bind().dialect.name == "postgresql":
        for table in ("tenant_requests", "tenant_standings"):
            op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
            op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
            op.execute(
                f"CREATE POLICY tenants_rows ON {table} USING ({SAID} = 'everyone' OR tenant_id = {ID})"
            )


def downgrade() -> None:
    op.drop_index("ix_findings_open", table_name="findings")
    op.drop_table("tenant_standings")
    op.drop_table("tenant_requests")
    op.drop_table("drift_looks")
    op.drop_index("ix_seat_tenures_ends_at", table_name="seat_tenures")
    op.drop_index("ix_seat_tenures_starts_at", table_name="seat_tenures")
    op.drop_index("ix_legs_carrier", table_name="legs")
    op.drop_column("trunks", "disabled_because")
    op.drop_column("trunks", "disabled_at")
    op.drop_column("nodes", "lag_at")
    op.drop_column("nodes", "lag")
