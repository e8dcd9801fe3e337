"""PostgreSQL: a tenant's rows are seen and written only where the transaction says whose they are"""

from __future__ import annotations

from collections.abc import Iterator

from alembic import op

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None

SAID = "(SELECT current_setting('seatyard.tenant', true))"
EVERYONE = f"{SAID} = 'everyone'"
ID = f"(SELECT CASE WHEN {SAID} ~ '^[0-9]+$' THEN {SAID}::int END)"

OWNED = """
api_tokens arrangements audit_entries call_backs contracts conversations credit_notes
dial_requests dunning_steps findings
flows gateway_objects gateway_payments gateway_returns hangups invoice_drafts invoice_heads invoices
lead_time_waivers ledger_entries ledger_transactions leg_holds legs line_evidence mails message_marks
numbers outlook_totals placements prompts queues recorded_facts recording_accesses recording_deletions
recording_holds recording_keys recording_listens recordings seat_registrations seat_state_changes
seat_states seats stand_ins supervisions suspensions tenant_deletions tenant_exports users
webhook_deliveries webhook_secrets
""".split()  # noqa: SIM905
HUNG = {
    "bank_matches": ("fact_id", "recorded_facts"),
    "close_words": ("invoice_id", "invoices"),
    "contract_changes": ("contract_id", "contracts"),
    "credit_note_lines": ("note_id", "credit_notes"),
    "draft_reviews": ("draft_id", "invoice_drafts"),
    "duty_acts": ("invoice_id", "invoices"),
    "finding_notes": ("finding_id", "findings"),
    "flow_versions": ("flow_id", "flows"),
    "invoice_lines": ("invoice_id", "invoices"),
    "login_sessions": ("user_id", "users"),
    "one_time_secrets": ("user_id", "users"),
    "outside_identities": ("user_id", "users"),
    "password_links": ("user_id", "users"),
    "queue_seats": ("seat_id", "seats"),
    "recovery_codes": ("user_id", "users"),
    "seat_phone_changes": ("seat_id", "seats"),
    "seat_tenures": ("seat_id", "seats"),
    "tenant_deletion_steps": ("deletion_id", "tenant_deletions"),
}


def upgrade() -> None:
    for table, its in _policies():
        read = f"{its} OR tenant_id IS NULL" if table == "prompts" else its
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY tenants_rows ON {table} USING ({EVERYONE} OR {its})")
        if read != its:
            op.execute(f"CREATE POLICY shared_rows ON {table} FOR SELECT USING ({SAID} <> '' AND ({read}))")
    for part in _parts():
        op.execute(f"ALTER TABLE {part} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {part} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY tenants_rows ON {part} USING ({EVERYONE})")


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute("DROP POLICY shared_rows ON prompts")
    for table in (*(name for name, _ in _policies()), *_parts()):
        op.execute(f"DROP POLICY tenants_rows ON {table}")
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")


def _policies() -> Iterator[tuple[str, str]]:
    """Tables, and when a row of theirs is the tenant's. What hangs on a row is seen with it."""
    if op.get_bind().dialect.name != "postgresql":
        return
    yield "tenants", f"id = {ID}"
    for table in OWNED:
        yield table, f"tenant_id = {ID}"
    for table, (column, parent) in HUNG.items():
        yield table, f"EXISTS (SELECT FROM {parent} WHERE {parent}.id = {table}.{column})"


def _parts() -> list[str]:
    """Those of partitioned tables: open to the house alone, and asked through their tables by tenants."""
    if op.get_bind().dialect.name != "postgresql":
        return []
    query = (
        "SELECT inhrelid::regclass::text FROM pg_inherits"
        " WHERE inhparent IN ('conversations'::regclass, 'legs'::regclass)"
        " AND (SELECT relkind FROM pg_class WHERE oid = inhrelid) IN ('r', 'p')"
    )
    return [str(row[0]) for row in op.get_bind().exec_driver_sql(query)]
