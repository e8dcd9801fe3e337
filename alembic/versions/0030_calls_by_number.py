"""calls by a number of theirs"""

from __future__ import annotations

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

PARTIES = ("caller", "callee", "did")


def upgrade() -> None:
    for party in PARTIES:
        op.create_index(f"ix_conversations_{party}", "conversations", [party, "tenant_id"])


def downgrade() -> None:
    for party in PARTIES:
        op.drop_index(f"ix_conversations_{party}", "conversations")
