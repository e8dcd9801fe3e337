"""bank statements, their lines and what they were matched with"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import seatyard.db

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bank_statements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("imported_at", seatyard.db.UtcDateTime(), nullable=False),
        sa.Column("imported_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_statements")),
        sa.UniqueConstraint("digest", name=op.f("uq_bank_statements_digest")),
    )
    op.create_table(
        "bank_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("identity", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("raw", sa.String(), nullable=False),
        sa.Column("fault", sa.String(), nullable=True),
        sa.Column("incoming", sa.Boolean(), nullable=True),
        sa.Column("on", sa.Date(), nullable=True),
        sa.Column("amount", seatyard.db.Exact(), nullable=True),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("payer_name", sa.String(), nullable=False),
        sa.Column("payer_account", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("parked", sa.String(), nullable=True),
        sa.Column("parked_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["bank_statements.id"], name=op.f("fk_bank_lines_statement_id_bank_statements")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_lines")),
        sa.UniqueConstraint("key", "ordinal", name=op.f("uq_bank_lines_key_ordinal")),
    )
    op.create_index("ix_bank_lines_statement_id", "bank_lines", ["statement_id"])
    op.create_index("ix_bank_lines_identity", "bank_lines", ["identity"])
    op.create_index("ix_bank_lines_payer", "bank_lines", ["payer_account"])
    op.create_index("ix_bank_lines_day", "bank_lines", ["on"])
    op.create_table(
        "bank_matches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("fact_id", sa.Integer(), nullable=False),
        sa.Column("amount", seatyard.db.Exact(), nullable=False),
        sa.Column("reasons", sa.String(), nullable=False),
        sa.Column("made_at", seatyard.db.UtcDateTime(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("undone_at", seatyard.db.UtcDateTime(), nullable=True),
        sa.Column("undone_by", sa.String(), nullable=True),
        sa.Column("undone_because", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["line_id"], ["bank_lines.id"], name=op.f("fk_bank_matches_line_id_bank_lines")
        ),
        sa.ForeignKeyConstraint(
            ["fact_id"], ["recorded_facts.id"], name=op.f("fk_bank_matches_fact_id_recorded_facts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_matches")),
    )
    op.create_index("ix_bank_matches_line_id", "bank_matches", ["line_id"])
    op.create_index("ix_bank_matches_fact_id", "bank_matches", ["fact_id"])


def downgrade() -> None:
    op.drop_table("bank_matches")
    op.drop_table("bank_lines")
    op.drop_table("bank_statements")
