"""the ledger, which the database itself keeps from being changed"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import seatyard.db

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

TABLES = ("ledger_transactions", "ledger_entries")
REFUSED = "a ledger is added to, never changed"
POSTGRESQL = [
    f"""
    CREATE FUNCTION ledger_refuses() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{REFUSED}'; END $$
    """,
    *(
        f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION ledger_refuses()"
        for table in TABLES
    ),
    """
    CREATE FUNCTION ledger_balances() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN
        IF (SELECT sum(amount) FROM ledger_entries
            WHERE tenant_id = NEW.tenant_id AND transaction_id = NEW.transaction_id) <> 0
        THEN RAISE EXCEPTION 'the entries of transaction % do not add up to nothing', NEW.transaction_id;
        END IF;
        RETURN NULL;
    END $$
    """,
    "CREATE CONSTRAINT TRIGGER ledger_entries_balance AFTER INSERT ON ledger_entries"
    " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_balances()",
]
SQLITE = [
    f"CREATE TRIGGER {table}_{what.lower()} BEFORE {what} ON {table}"
    f" BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
    for table in TABLES
    for what in ("UPDATE", "DELETE")
]


def upgrade() -> None:
    op.create_table(
        "ledger_transactions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("posted_at", seatyard.db.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contracts.id"], name=op.f("fk_ledger_transactions_contract_id_contracts")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_ledger_transactions_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_transactions")),
        sa.UniqueConstraint(
            "tenant_id", "kind", "subject", name=op.f("uq_ledger_transactions_tenant_id_kind_subject")
        ),
    )
    op.create_index("ix_ledger_transactions_day", "ledger_transactions", ["tenant_id", "on"])
    op.create_index("ix_ledger_transactions_period", "ledger_transactions", ["period"])
    op.create_table(
        "ledger_entries",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("transaction_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("amount", seatyard.db.Exact(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_ledger_entries_tenant_id_tenants")
        ),
        sa.ForeignKeyConstraint(
            ["transaction_id"],
            ["ledger_transactions.id"],
            name=op.f("fk_ledger_entries_transaction_id_ledger_transactions"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "transaction_id", "account", name=op.f("pk_ledger_entries")),
    )
    for statement in POSTGRESQL if op.get_bind().dialect.name == "postgresql" else SQLITE:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("ledger_entries")
    op.drop_table("ledger_transactions")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION ledger_refuses")
        op.execute("DROP FUNCTION ledger_balances")
