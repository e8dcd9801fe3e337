"""What PostgreSQL reads for the figures of the house: of long tables few rows, by index."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from seatyard.db import db
from seatyard.watch.figures import Figures

LONG = {
    "conversations",
    "legs",
    "hangups",
    "line_evidence",
    "invoice_lines",
    "seat_state_changes",
    "audit_entries",
}
"""They grow with calls and with what people do."""
BY_INDEX = {
    "cdr_records": "ix_cdr_records_unfolded",
    "recordings": "ix_recordings_deleting",
    "webhook_deliveries": "ix_webhook_deliveries_due",
    "mails": "ix_mails_waiting",
    "findings": "ix_findings_open",
}
"""Long as well, and their partial index of those that wait."""


@pytest.fixture
def plans(app: Flask) -> list[str]:
    """Of all that is asked for the figures, as over long tables."""
    if db.engine.dialect.name != "postgresql":
        pytest.skip("plans are PostgreSQL's")
    sent: list[tuple[str, Any]] = []
    figures = Figures(app)

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        sent.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        figures.look()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
        figures.end()
    connection = db.session.connection()
    for way in ("seqscan", "hashjoin", "mergejoin"):
        connection.exec_driver_sql(f"SET LOCAL enable_{way} = off")
    asked = [(one, given) for one, given in sent if re.search(r"\bFROM\s+[a-z_]+", one)]
    return [
        "\n".join(connection.exec_driver_sql("EXPLAIN (COSTS OFF) " + one, given).scalars())
        for one, given in asked
    ]


def test_no_long_table_is_read_but_by_its_index(plans: list[str]) -> None:
    lines = "\n".join(plans).splitlines()
    tables = {found[1] for line in lines if (found := re.search(r" on ([a-z_]+)", line))}
    assert {"tenant_standings", "invoices", *BY_INDEX} <= tables | set(BY_INDEX)
    assert tables & LONG == set()
    for table, index in BY_INDEX.items():
        ways = [line for line in lines if re.search(rf" on {table}\b", line)]
        assert ways, table
        assert all(index in line or "Bitmap Heap" in line for line in ways), ways
        assert any(index in line for line in lines), table
