"""recordings by the day on which they ended, with their bytes: what goes when is counted in the index"""

from __future__ import annotations

from alembic import op

revision = "0065"
down_revision = "0064"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_recordings_ended", "recordings", ["tenant_id", "state", "ended_at", "bytes"])


def downgrade() -> None:
    op.drop_index("ix_recordings_ended", "recordings")
