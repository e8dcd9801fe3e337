"""Months go on from each other: in order, each on the bills before it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from billing.engine import Month
from billing.invoices import service
from billing.invoices.earlier import earlier
from billing.recorded import service as recorded
from seatyard import clock, findings
from seatyard.db import db

from .cases import SHANGHAI
from .month import leased

JUNE = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _in_june(app: Flask) -> Iterator[None]:
    with clock.frozen(JUNE):
        yield


def statuses(*periods: str, **options: Any) -> list[str]:
    return [outcome.status for period in periods for outcome in service.close(period, **options)]


def test_a_month_waits_for_the_one_before_it() -> None:
    leased()
    (refused,) = service.close("2026-05")
    assert refused.status == "refused"
    assert refused.problem == ("period: 2026-03 of the contract is not closed (allowed: close 2026-03 first)")
    assert statuses("2026-03", "2026-05") == ["finalised", "refused"]
    assert [one.kind for one in findings.still_open()] == ["close_refused"]
    assert statuses("2026-04", "2026-05") == ["finalised", "finalised"]
    assert findings.still_open() == []
    assert statuses("2026-03", "2026-04", "2026-05") == ["unchanged"] * 3


def test_a_contract_billed_elsewhere_before_begins_where_it_is_told_to() -> None:
    leased(starts=date(2025, 3, 1))
    assert statuses("2026-03") == ["refused"]
    assert statuses("2026-03", first=True) == ["finalised"]
    assert statuses("2026-03", "2026-04") == ["unchanged", "finalised"]
    assert statuses("2026-05", first=True) == ["finalised"]


def test_no_gap_is_made_by_beginning_twice() -> None:
    leased(starts=date(2025, 3, 1))
    assert statuses("2026-03", first=True) == ["finalised"]
    assert statuses("2026-05", first=True) == ["refused"]


def test_another_tenant_s_open_month_is_nobody_s_matter() -> None:
    leased(name="acme")
    leased(name="other", starts=date(2026, 5, 1))
    assert statuses("2026-05") == ["refused", "finalised"]


def test_an_ending_told_ends_the_contract() -> None:
    acme = leased(1)
    told = {"facts": {"endings": [{"at": "2026-04-10", "cause": "tenant_left"}]}}
    recorded.add("acme", told, by="finance")
    assert statuses("2026-03", "2026-04") == ["finalised", "finalised"]
    assert service.close("2026-05") == []
    april = service.by_number("SY-2026-000002")
    assert april.lines[0].formula == "1 × 0.7 × 2000 = 1400.00"
    acme.call("04-20T09:00", 60)
    db.session.commit()
    service.close("2026-04")
    assert [one.kind for one in findings.still_open()] == ["calls_without_contract"]


def test_the_bills_before_cost_four_queries_however_many(app: Flask) -> None:
    acme = leased()
    statuses("2026-03", "2026-04")
    asked: list[str] = []

    def count(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        asked.append(statement)

    contract_id = acme.contract.id
    event.listen(db.engine, "before_cursor_execute", count)
    try:
        found = earlier(contract_id, Month(2026, 5, SHANGHAI))
    finally:
        event.remove(db.engine, "before_cursor_execute", count)
    assert [(one.id, one.bill.period, len(one.bill.lines)) for one in found] == [
        ("SY-2026-000001", "2026-03", 1),
        ("SY-2026-000002", "2026-04", 1),
    ]
    assert len(asked) == 4  # late fees, invoices, their lines, credit notes
