"""click to dial, and the tokens of the tenant's programs"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import seatyard.db

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "api_tokens",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("given_by", sa.String(), nullable=False),
        sa.Column("given_at", seatyard.db.UtcDateTime(), nullable=False),
        sa.Column("revoked_at", seatyard.db.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_api_tokens_tenant_id_tenants")),
        sa.PrimaryKeyConstraint("tenant_id", "label", name=op.f("pk_api_tokens")),
    )
    op.create_table(
        "dial_requests",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("node_id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("auto_answer", sa.Boolean(), nullable=False),
        sa.Column("asked_at", seatyard.db.UtcDateTime(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("call_id", sa.String(), nullable=True),
        sa.Column("cause", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_dial_requests_tenant_id_tenants")
        ),
        sa.ForeignKeyConstraint(["node_id"], ["nodes.id"], name=op.f("fk_dial_requests_node_id_nodes")),
        sa.ForeignKeyConstraint(["seat_id"], ["seats.id"], name=op.f("fk_dial_requests_seat_id_seats")),
        sa.PrimaryKeyConstraint("tenant_id", "key", name=op.f("pk_dial_requests")),
    )
    asked = sa.text("state = 'asked'")
    op.create_index(
        "ix_dial_requests_asked", "dial_requests", ["node_id"], sqlite_where=asked, postgresql_where=asked
    )


def downgrade() -> None:
    op.drop_table("dial_requests")
    op.drop_table("api_tokens")
