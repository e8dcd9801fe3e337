"""Months go on from each other: in order, each on the bills before it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from billing.engine import Issued, Month
from billing.invoices import service
from billing.invoices.earlier import earlier
from billing.invoices.remembering import remembered
from billing.recorded import service as recorded
from seatyard import clock, findings
from seatyard.db import db, snapshot
from tests.support.statements import heard

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


def test_the_bills_before_are_read_once_in_as_many_statements_for_any_number(app: Flask) -> None:
    acme = leased()
    statuses("2026-03", "2026-04")
    contract_id = acme.contract.id

    def asked(month: int) -> tuple[list[tuple[str, str, int]], int]:
        with snapshot(), heard() as told:
            found = earlier(contract_id, Month(2026, month, SHANGHAI))
        sent = [one for one in told.statements if "set_config" not in one.text]
        return [(one.id, one.bill.period, len(one.bill.lines)) for one in found], len(sent)

    both = [("SY-2026-000001", "2026-03", 1), ("SY-2026-000002", "2026-04", 1)]
    assert asked(5) == (both, 5)  # which there are, they, their lines, late fees, credit notes
    assert asked(5) == (both, 2)
    assert asked(4) == (both[:1], 2)
    statuses("2026-05")
    assert asked(6) == ([*both, ("SY-2026-000003", "2026-05", 1)], 5)


def test_an_id_that_was_another_invoices_is_read_again(app: Flask) -> None:
    """A tenant that was erased leaves its ids."""

    def reads(number: str) -> Callable[[Collection[int]], Iterator[tuple[int, Issued]]]:
        return lambda ids: ((id, Issued(number, None)) for id in ids)  # type: ignore[arg-type]

    def asked(number: str, read: str) -> str:
        row = SimpleNamespace(id=1, number=number, fingerprint=f"of {number}")
        with snapshot():
            return remembered([row], reads(read))[1].id

    assert asked("A", read="A") == "A"
    assert asked("A", read="nobody asks") == "A"
    assert asked("B", read="B") == "B"
