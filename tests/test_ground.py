"""The ground floor: exact columns, errors in one shape, findings that count."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import StatementError

from seatyard import findings
from seatyard.db import db
from seatyard.findings import Finding
from tenants.models import Tenant
from tests.factories import OutageFactory, TenantFactory


def test_moments_come_back_aware_and_exact(app: Flask) -> None:
    at = datetime(2026, 3, 5, 2, 0, 0, 123456, tzinfo=UTC)
    outage = OutageFactory(starts_at=at)
    db.session.commit()
    db.session.expire_all()
    assert outage.starts_at == at


def test_a_finding_seen_twice_is_one_counted_twice(app: Flask) -> None:
    tenant = TenantFactory()
    for _ in range(2):
        findings.report("cdr_conflict", "uuid-1", "differs", tenant_id=tenant.id, node="fs1")
    db.session.commit()
    found = db.session.scalars(select(Finding)).one()
    assert (found.count, found.detail) == (2, {"node": "fs1"})


def test_a_resolved_finding_opens_again_when_seen_again(app: Flask) -> None:
    for key in ("a", "b"):
        findings.report("cdr_missing", key, "no record")
    findings.resolve("cdr_missing", ["a"], by="reconcile")
    db.session.commit()
    assert [f.key for f in findings.still_open("cdr_missing")] == ["b"]
    findings.report("cdr_missing", "a", "no record")
    db.session.commit()
    assert {f.key for f in findings.still_open("cdr_missing")} == {"a", "b"}


def test_what_a_person_cleared_opens_again_when_its_evidence_is_another(app: Flask) -> None:
    for calls in (1, 1, 2):
        findings.report_still("calls_without_contract", "March", f"{calls} calls", calls=calls)
        open_ones = findings.still_open()
        if open_ones:
            findings.clear(open_ones[0].id, "ann", "billed by hand")
    assert [one.text for one in findings.history(1)] == ["billed by hand"] * 2
    findings.report_still("calls_without_contract", "March", "2 calls", calls=2)
    assert findings.still_open() == []


def test_a_statement_that_fails_is_told_without_its_values(app: Flask) -> None:
    with pytest.raises(StatementError) as failed:
        db.session.execute(text("SELECT :secret FROM nowhere"), {"secret": "hunter2"})
    assert "hunter2" not in str(failed.value)
    assert "nowhere" in str(failed.value)


def test_a_refusal_undoes_what_was_begun_and_stays(app: Flask) -> None:
    TenantFactory()
    findings.report_alone("cdr_not_json", "fs1", "not JSON")
    db.session.rollback()
    assert db.session.scalars(select(Tenant)).all() == []
    assert [f.count for f in findings.still_open()] == [1]


def test_findings_of_several_writers_at_once_are_all_counted(app: Flask) -> None:
    def write() -> None:
        with app.app_context():
            findings.report_alone("node_auth_refused", "fs1", "wrong token")

    with ThreadPoolExecutor(8) as writers:
        for future in [writers.submit(write) for _ in range(8)]:
            future.result()
    assert findings.still_open()[0].count == 8


def test_unknown_command_is_one_line_and_status_2(command) -> None:
    result = command("no-such-command")
    assert result.exit_code == 2


def test_decimal_is_a_decimal(app: Flask) -> None:
    from seatyard.db import Exact

    bound = Exact().process_bind_param(Decimal("1E+3"), db.engine.dialect)
    assert Decimal(bound) == 1000
