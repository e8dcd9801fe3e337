"""an index of the messages that nobody has listened to"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0070"
down_revision = "0069"
branch_labels = None
depends_on = None

UNHEARD = sa.text("state = 'stored' AND kind = 'voicemail' AND heard_at IS NULL AND removed_at IS NULL")


def upgrade() -> None:
    columns = ["tenant_id", "started_at"]
    op.create_index(
        "ix_recordings_unheard", "recordings", columns, sqlite_where=UNHEARD, postgresql_where=UNHEARD
    )


def downgrade() -> None:
    op.drop_index("ix_recordings_unheard", "recordings")
