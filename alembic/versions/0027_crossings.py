"""the part that each leg has in its call

Legs of before get the part that can be seen in their rows; numbers clicked and called back stay plain
``outbound`` ones, as they were charged.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

FURTHER = sa.text(
    "kind IN ('transferred', 'forwarded', 'telephone', 'joined')"
    " AND answered_at IS NOT NULL AND cause <> 'LOSE_RACE'"
)
KIND = """
UPDATE legs SET kind = COALESCE((
  SELECT CASE
    WHEN call.paid_uuid = legs.uuid THEN call.direction
    WHEN legs.direction = 'inbound' AND call.direction = 'inbound' AND call.paid_uuid IS NULL THEN 'inbound'
    WHEN legs.direction = 'inbound' THEN 'joined'
    WHEN legs.answered_at IS NULL AND call.direction = 'outbound' THEN 'outbound'
    WHEN legs.seat_id IS NOT NULL THEN 'telephone'
    WHEN call.direction = 'outbound' OR EXISTS (
      SELECT 1 FROM legs AS seat WHERE seat.tenant_id = legs.tenant_id
      AND seat.conversation_id = legs.conversation_id AND seat.side = 'seat'
      AND seat.answered_at <= legs.started_at
    ) THEN 'transferred'
    ELSE 'forwarded'
  END
  FROM conversations AS call WHERE call.tenant_id = legs.tenant_id AND call.id = legs.conversation_id
), 'internal') WHERE side = 'carrier'
"""


def upgrade() -> None:
    op.add_column("legs", sa.Column("kind", sa.String(), nullable=False, server_default="internal"))
    op.add_column("conversations", sa.Column("paid_kind", sa.String(), nullable=True))
    op.execute("UPDATE conversations SET paid_kind = direction WHERE paid_uuid IS NOT NULL")
    op.execute(KIND)
    op.create_index(
        "ix_legs_further",
        "legs",
        ["tenant_id", "started_at"],
        sqlite_where=FURTHER,
        postgresql_where=FURTHER,
    )


def downgrade() -> None:
    op.drop_index("ix_legs_further", "legs")
    with op.batch_alter_table("conversations") as table:
        table.drop_column("paid_kind")
    with op.batch_alter_table("legs") as table:
        table.drop_column("kind")
