"""what was done about arrears, step by step, and whose service stands still"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import seatyard.db

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

REFUSED = "a step of dunning is undone by another one, never changed"
POSTGRESQL = [
    f"""
    CREATE FUNCTION dunning_refuses() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{REFUSED}'; END $$
    """,
    "CREATE TRIGGER dunning_steps_kept BEFORE UPDATE OR DELETE ON dunning_steps"
    " FOR EACH ROW EXECUTE FUNCTION dunning_refuses()",
]
SQLITE = [
    f"CREATE TRIGGER dunning_steps_{what.lower()} BEFORE {what} ON dunning_steps"
    f" BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
    for what in ("UPDATE", "DELETE")
]


def upgrade() -> None:
    op.create_table(
        "suspensions",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("since", seatyard.db.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_suspensions_tenant_id_tenants")),
        sa.PrimaryKeyConstraint("tenant_id", name=op.f("pk_suspensions")),
    )
    op.create_table(
        "dunning_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("bill", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", seatyard.db.UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("about_id", sa.Integer(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("detail", seatyard.db.Document(), nullable=False),
        sa.ForeignKeyConstraint(
            ["about_id"], ["dunning_steps.id"], name=op.f("fk_dunning_steps_about_id_dunning_steps")
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contracts.id"], name=op.f("fk_dunning_steps_contract_id_contracts")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_dunning_steps_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dunning_steps")),
        sa.UniqueConstraint(
            "contract_id",
            "bill",
            "kind",
            "ordinal",
            name=op.f("uq_dunning_steps_contract_id_bill_kind_ordinal"),
        ),
    )
    op.create_index("ix_dunning_steps_tenant", "dunning_steps", ["tenant_id", "id"])
    for statement in POSTGRESQL if op.get_bind().dialect.name == "postgresql" else SQLITE:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("dunning_steps")
    op.drop_table("suspensions")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION dunning_refuses")
