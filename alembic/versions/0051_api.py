"""tokens with scopes, of tenants and of people; writes named by idempotency keys"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import seatyard.db

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

KEPT = ("label", "sha256", "given_by", "given_at", "revoked_at")
BEFORE = "calls calls.place webhooks"
"""What every token might do until now."""


def upgrade() -> None:
    rows = _rows("tenant_id", *KEPT)
    op.drop_table("api_tokens")
    tokens = op.create_table(
        "api_tokens",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("scopes", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("hint", sa.String(), nullable=False),
        sa.Column("given_by", sa.String(), nullable=False),
        sa.Column("given_at", seatyard.db.UtcDateTime(), nullable=False),
        sa.Column("expires_at", seatyard.db.UtcDateTime(), nullable=True),
        sa.Column("used_at", seatyard.db.UtcDateTime(), nullable=True),
        sa.Column("revoked_at", seatyard.db.UtcDateTime(), nullable=True),
        sa.CheckConstraint("(tenant_id IS NULL) <> (user_id IS NULL)", name="one_owner"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"]),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("sha256"),
        sa.UniqueConstraint("tenant_id", "label"),
        sa.UniqueConstraint("user_id", "label"),
    )
    op.bulk_insert(tokens, [{**row, "scopes": BEFORE, "hint": ""} for row in rows])
    op.create_table(
        "idempotency_keys",
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("claimed_at", seatyard.db.UtcDateTime(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("location", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("owner", "key"),
    )
    op.create_index("ix_idempotency_keys_claimed_at", "idempotency_keys", ["claimed_at"])


def downgrade() -> None:
    """People's tokens, and those of other scopes than all had, are gone with it."""
    op.drop_table("idempotency_keys")
    rows = [row for row in _rows("tenant_id", "scopes", *KEPT) if row.pop("scopes") == BEFORE]
    op.drop_table("api_tokens")
    tokens = op.create_table(
        "api_tokens",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("given_by", sa.String(), nullable=False),
        sa.Column("given_at", seatyard.db.UtcDateTime(), nullable=False),
        sa.Column("revoked_at", seatyard.db.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"]),
        sa.PrimaryKeyConstraint("tenant_id", "label"),
    )
    op.bulk_insert(tokens, [row for row in rows if row["tenant_id"] is not None])


def _rows(*names: str) -> list[dict[str, object]]:
    kinds = {"given_at": seatyard.db.UtcDateTime(), "revoked_at": seatyard.db.UtcDateTime()}
    columns = [sa.column(name, kinds.get(name)) for name in names]
    found = op.get_bind().execute(sa.select(*columns).select_from(sa.table("api_tokens")))
    return [dict(row._mapping) for row in found]
