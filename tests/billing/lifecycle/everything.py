"""A tenant with a row in every table that tenants have, and files of every kind."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from sqlalchemy import Boolean, Column, Date, Float, Integer, LargeBinary, Table, insert, select
from sqlalchemy.types import JSON

from billing.lifecycle.tables import its
from esl.models import Node
from esl.prompts import store as sounds_kept
from esl.prompts.models import StoredPrompt
from esl.recordings import intake, proofs
from esl.recordings.intake import Source
from seatyard import tenancy
from seatyard.db import Document, Exact, UtcDateTime, db
from tenants.models import Tenant
from tests.esl.recordings import sounds
from tests.factories import CdrRecordFactory

MARCH = datetime(2026, 3, 3, 1, tzinfo=UTC)
_number = count(1)
CHOSEN: dict[str, dict[str, Any]] = {
    "api_tokens": {"user_id": None},
    "arrangements": {"document": {"queues": [], "flows": {}, "numbers": [], "seats": [], "says": []}},
    "flows": {"published": 1},
    "flow_versions": {"version": 1, "document": {"start": "end", "nodes": {"end": {"hangup": True}}}},
    "users": {"role": "tenant", "seat_id": None},
    "numbers": {"state": "assigned", "kept_for": None, "until": None},
    "recorded_facts": {"kind": "payments"},
    "recordings": {"state": "stored", "kind": "call"},
    "invoices": {"kind": "settlement", "period": "2026-03"},
    "legs": {"started_at": MARCH},
    "conversations": {"started_at": MARCH},
    "contract_changes": {"overrides": {}, "terms": {}},
    "contracts": {"ends": None},
    "bank_matches": {"undone_at": None},
    "tenant_exports": {"state": "expired"},
    "tenant_deletions": {
        "called_off_at": MARCH,
        "called_off_by": "x",
        "confirmed_at": None,
        "finished_at": None,
    },
    "recording_deletions": {"number": 1, "document": {}, "digest": proofs.digest(proofs.FIRST, {})},
    "dropped_months": {"month": date(2020, 3, 1)},
    "recording_holds": {"released_at": MARCH, "released_by": "x"},
}
"""Values that a table's own rules, or the ones of a deletion, want."""
BY_CODE = frozenset({"audit_entries", "ledger_transactions", "ledger_entries"})
"""Tables that only code writes: a change, a bill."""


def fill(tenant: Tenant, node: Node) -> None:
    """Put a row of the tenant's in every table that has none of its."""
    _files(tenant, node)
    connection = db.session.connection()
    for table in db.metadata.sorted_tables:
        if not tenancy.is_tenants(table) or table.name in BY_CODE:
            continue
        if connection.execute(select(table).where(its(table, tenant.id)).limit(1)).first() is None:
            connection.execute(insert(table).values(_row(table, tenant, node)))
    db.session.commit()


def _files(tenant: Tenant, node: Node) -> None:
    db.session.commit()
    raw = sounds.wav(1, pitch=300 + tenant.id)
    path = f"recordings/{tenant.id}/leg-{tenant.id}.wav"
    intake.take(
        io.BytesIO(raw),
        len(raw),
        Source(tenant.id, node.id, node.name, "call", path, f"leg-{tenant.id}", None, MARCH),
    )
    sha256 = sounds_kept.put(tenant.id, raw)
    about = {"source": "upload", "text": "", "voice": "", "size": len(raw), "milliseconds": 1000}
    db.session.add(StoredPrompt(tenant_id=tenant.id, name="closed.wav", sha256=sha256, **about))
    db.session.commit()


def _row(table: Table, tenant: Tenant, node: Node) -> dict[str, Any]:
    chosen = CHOSEN.get(table.name, {})
    row = {}
    for column in table.columns:
        if column.name in chosen:
            row[column.name] = chosen[column.name]
        elif column.name == "tenant_id":
            row[column.name] = tenant.id
        elif column.name == "node_id":
            row[column.name] = node.id
        elif key := next(iter(column.foreign_keys), None):
            if key.column.table is table:
                continue
            row[column.name] = _above(key.column, tenant, node)
        elif table.name in tenancy.HUNG and tenancy.HUNG[table.name][0] == column.name:
            row[column.name] = _above(db.metadata.tables[tenancy.HUNG[table.name][1]].c.id, tenant, node)
        elif [*table.primary_key] != [column] or not isinstance(column.type, Integer):
            row[column.name] = _value(column)
    return row


def _above(column: Column[Any], tenant: Tenant, node: Node) -> Any:
    """A row of the tenant's, or of the house's, that another may refer to."""
    table = column.table
    assert isinstance(table, Table)
    if table.name == "cdr_records":
        return CdrRecordFactory(node=node).id
    query = select(column)
    if tenancy.is_tenants(table):
        query = query.where(its(table, tenant.id))
    connection = db.session.connection()
    found = connection.execute(query.limit(1)).scalar()
    if found is None:
        row = connection.execute(insert(table).values(_row(table, tenant, node)).returning(column))
        found = row.scalar_one()
    return found


def _value(column: Column[Any]) -> Any:
    kind, number = column.type, next(_number)
    for known, value in (
        (UtcDateTime, MARCH),
        (Exact, Decimal(1)),
        (Document, {"password": "hidden", "n": number}),
        (JSON, {"n": number}),
        (Boolean, True),
        (Integer, number),
        (Float, 0.5),
        (Date, date(2026, 3, 3)),
        (LargeBinary, b"file"),
    ):
        if isinstance(kind, known):
            return value
    return f"=secret-{column.name}-{number}"
