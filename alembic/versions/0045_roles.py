"""further roles of the operator's people and of tenants'"""

from __future__ import annotations

from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

BEFORE = "(role = 'tenant') = (tenant_id IS NOT NULL)"
AFTER = "(role IN ('tenant', 'supervisor', 'quality', 'seat')) = (tenant_id IS NOT NULL)"


def upgrade() -> None:
    _says(AFTER)


def downgrade() -> None:
    _says(BEFORE)


def _says(condition: str) -> None:
    with op.batch_alter_table("users") as table:
        table.drop_constraint(op.f("ck_users_tenant_role"), type_="check")
        table.create_check_constraint(op.f("ck_users_tenant_role"), condition)
