"""number states"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import seatyard.db

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

STATES = (
    "(state = 'free' AND tenant_id IS NULL AND kept_for IS NULL AND until IS NULL)"
    " OR (state = 'reserved' AND tenant_id IS NULL AND kept_for IS NOT NULL)"
    " OR (state = 'assigned' AND tenant_id IS NOT NULL AND kept_for IS NULL AND until IS NULL)"
    " OR (state = 'porting' AND (tenant_id IS NULL OR kept_for IS NULL) AND until IS NOT NULL)"
    " OR (state = 'quarantined' AND tenant_id IS NULL AND until IS NOT NULL)"
)


def upgrade() -> None:
    with op.batch_alter_table("numbers", schema=None) as batch_op:
        batch_op.add_column(sa.Column("state", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("carrier", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("kept_for", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("until", sa.Date(), nullable=True))
    numbers = sa.table("numbers", sa.column("state"), sa.column("tenant_id"))
    held = numbers.c.tenant_id.is_not(None)
    op.execute(numbers.update().values(state=sa.case((held, "assigned"), else_="free")))
    with op.batch_alter_table("numbers", schema=None) as batch_op:
        batch_op.alter_column("state", existing_type=sa.String(), nullable=False)
        batch_op.create_index(batch_op.f("ix_numbers_state"), ["state"], unique=False)
        batch_op.create_check_constraint(op.f("ck_numbers_state"), STATES)

    op.create_table(
        "number_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("e164", sa.String(), nullable=False),
        sa.Column("at", seatyard.db.UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("before", sa.String(), nullable=True),
        sa.Column("after", sa.String(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_number_changes")),
    )
    with op.batch_alter_table("number_changes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_number_changes_e164"), ["e164"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("number_changes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_number_changes_e164"))

    op.drop_table("number_changes")
    with op.batch_alter_table("numbers", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_numbers_state"), type_="check")
        batch_op.drop_index(batch_op.f("ix_numbers_state"))
        batch_op.drop_column("until")
        batch_op.drop_column("kept_for")
        batch_op.drop_column("carrier")
        batch_op.drop_column("state")
