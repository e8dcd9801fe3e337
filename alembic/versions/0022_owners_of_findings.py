"""owners of findings, what people did about them, and their word at a month's close"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import seatyard.db

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

BILLABLE = (
    "billusec_differs",
    "calls_without_contract",
    "cdr_conflict",
    "cdr_incomplete",
    "cdr_missing",
    "cdr_not_json",
    "cdr_on_two_nodes",
    "cdr_too_large",
    "cdr_without_tenant",
    "tenant_conflict",
)
"""As the kinds were when this was written."""


def upgrade() -> None:
    with op.batch_alter_table("hangups") as table:
        table.add_column(sa.Column("started_at", seatyard.db.UtcDateTime(), nullable=True))
    op.create_index("ix_hangups_at", "hangups", ["at"])
    with op.batch_alter_table("findings") as table:
        table.add_column(sa.Column("billable", sa.Boolean(), nullable=False, server_default=sa.false()))
        for name in ("about_from", "about_until"):
            table.add_column(sa.Column(name, seatyard.db.UtcDateTime(), nullable=True))
        for name in ("owner", "cleared_because"):
            table.add_column(sa.Column(name, sa.String(), nullable=True))
    with op.batch_alter_table("findings") as table:
        table.alter_column("billable", server_default=None)
    findings = sa.table("findings", sa.column("kind", sa.String), sa.column("billable", sa.Boolean))
    op.execute(findings.update().where(findings.c.kind.in_(BILLABLE)).values(billable=True))
    op.create_table(
        "finding_notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("finding_id", sa.Integer(), nullable=False),
        sa.Column("at", seatyard.db.UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["findings.id"], name=op.f("fk_finding_notes_finding_id_findings")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding_notes")),
    )
    op.create_index("ix_finding_notes_at", "finding_notes", ["finding_id", "at"])
    op.create_table(
        "close_words",
        sa.Column("invoice_id", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", seatyard.db.UtcDateTime(), nullable=False),
        sa.Column("findings", seatyard.db.Document(), nullable=False),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoices.id"], name=op.f("fk_close_words_invoice_id_invoices")
        ),
        sa.PrimaryKeyConstraint("invoice_id", name=op.f("pk_close_words")),
    )


def downgrade() -> None:
    op.drop_table("close_words")
    op.drop_table("finding_notes")
    with op.batch_alter_table("findings") as table:
        for name in ("cleared_because", "owner", "about_until", "about_from", "billable"):
            table.drop_column(name)
    op.drop_index("ix_hangups_at", "hangups")
    with op.batch_alter_table("hangups") as table:
        table.drop_column("started_at")
