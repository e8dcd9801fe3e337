"""what seats can do, and the skill that a queue asks for"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import seatyard.db

revision = "0069"
down_revision = "0068"
branch_labels = None
depends_on = None

COLUMNS = (("seats", "skills"), ("queues", "skill"))


def upgrade() -> None:
    """In place: a copy of the table, as other changes make on SQLite, would lose its triggers."""
    for table, name in COLUMNS:
        op.add_column(table, sa.Column(name, seatyard.db.Document(), nullable=False, server_default="{}"))


def downgrade() -> None:
    for table, name in COLUMNS:
        op.drop_column(table, name)
