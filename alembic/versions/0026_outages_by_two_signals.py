"""outages by two signals, their classes, and what was announced ahead"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import seatyard.db

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

WAS, IS = "uq_outages_node_id_starts_at", "uq_outages_node_id_kind_starts_at"


def upgrade() -> None:
    with op.batch_alter_table("outages") as table:
        table.add_column(sa.Column("kind", sa.String(), nullable=False, server_default="node_down"))
        table.add_column(sa.Column("certain", sa.Boolean(), nullable=False, server_default=sa.true()))
        table.drop_constraint(op.f(WAS), type_="unique")
        table.create_unique_constraint(op.f(IS), ["node_id", "kind", "starts_at"])
    with op.batch_alter_table("outages") as table:
        table.alter_column("kind", server_default=None)
        table.alter_column("certain", server_default=None)
    # What lasts was seen by one signal: a new Core-UUID, or a second signal, makes it certain.
    op.execute(sa.text("UPDATE outages SET certain = false WHERE ends_at IS NULL"))
    op.create_table(
        "node_signals",
        sa.Column("node_id", sa.Integer(), nullable=False),
        sa.Column("signal", sa.String(), nullable=False),
        sa.Column("proven_at", seatyard.db.UtcDateTime(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["node_id"], ["nodes.id"], name=op.f("fk_node_signals_node_id_nodes")),
        sa.PrimaryKeyConstraint("node_id", "signal", name=op.f("pk_node_signals")),
    )
    op.create_table(
        "outage_classes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("outage_id", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("announced_at", seatyard.db.UtcDateTime(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", seatyard.db.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["outage_id"], ["outages.id"], name=op.f("fk_outage_classes_outage_id_outages")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outage_classes")),
    )
    op.create_index("ix_outage_classes_outage", "outage_classes", ["outage_id", "id"])
    op.create_table(
        "outage_plans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("starts_at", seatyard.db.UtcDateTime(), nullable=False),
        sa.Column("ends_at", seatyard.db.UtcDateTime(), nullable=True),
        sa.Column("scope", seatyard.db.Document(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("announced_at", seatyard.db.UtcDateTime(), nullable=False),
        sa.Column("entered_at", seatyard.db.UtcDateTime(), nullable=False),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.Column("withdrawn_at", seatyard.db.UtcDateTime(), nullable=True),
        sa.Column("withdrawn_by", sa.String(), nullable=True),
        sa.Column("withdrawn_reason", sa.String(), nullable=True),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_reason IS NULL)", name=op.f("ck_outage_plans_reasoned")
        ),
        sa.CheckConstraint("ends_at IS NULL OR ends_at > starts_at", name=op.f("ck_outage_plans_forwards")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outage_plans")),
    )


def downgrade() -> None:
    op.drop_table("outage_plans")
    op.drop_index("ix_outage_classes_outage", table_name="outage_classes")
    op.drop_table("outage_classes")
    op.drop_table("node_signals")
    with op.batch_alter_table("outages") as table:
        table.drop_constraint(op.f(IS), type_="unique")
        table.create_unique_constraint(op.f(WAS), ["node_id", "starts_at"])
        table.drop_column("certain")
        table.drop_column("kind")
