"""The close of a month: once, the same again, and never changed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from billing.documents import data
from billing.documents.fingerprints import fingerprint
from billing.invoices import service
from billing.invoices.stored import bill_of
from billing.models import Invoice, InvoiceCounter, InvoiceLine, LineEvidence
from esl.models import FAILED, INTERNAL, OUTBOUND, Conversation
from seatyard import clock, findings
from seatyard.db import db
from seatyard.errors import InvalidInput, NotFound
from tests.factories import SeatFactory, SeatTenureFactory

from .cases import at
from .month import april, leased


@pytest.fixture(autouse=True)
def _in_april(app: Flask):
    with april():
        yield


def invoice() -> Invoice:
    return db.session.scalars(select(Invoice)).one()


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_month_becomes_an_invoice() -> None:
    acme = leased(10)
    acme.call("03-03T09:00", 61, direction=OUTBOUND, callee="+8613800138000")
    acme.outage("03-05T10:00", "03-06T12:00")
    db.session.commit()
    (outcome,) = service.close("2026-03")
    made = invoice()
    assert (outcome.number, outcome.status, outcome.total) == ("SY-2026-000001", "finalised", made.total)
    assert [(line.position, line.clause, line.amount) for line in made.lines] == [
        (1, "seat_rent", Decimal("20000.00")),
        (2, "call_charges", Decimal("0.30")),
        (3, "outage_credit", Decimal("-1333.33")),
    ]
    assert made.total == made.subtotal == Decimal("18666.97")
    assert (made.due, made.currency, made.tax) == (date(2026, 4, 10), "CNY", 0)


def test_what_was_stored_is_the_bill_that_was_computed() -> None:
    acme = leased(3, template="hotline-seat-lease", type="inbound")
    acme.call("03-03T09:00", 61.4)
    acme.outage("03-05T10:00", "03-09T12:00:00.123456")
    db.session.commit()
    service.close("2026-03")
    db.session.expire_all()
    assert fingerprint(bill_of(invoice())) == invoice().fingerprint
    assert [notice["kind"] for notice in invoice().notices["items"]] == ["written_report"]


def test_closing_again_changes_nothing_and_says_so() -> None:
    leased()
    service.close("2026-03")
    before = data.of_bill(bill_of(invoice()))
    (again,) = service.close("2026-03")
    assert (again.status, again.number) == ("unchanged", "SY-2026-000001")
    assert data.of_bill(bill_of(invoice())) == before
    assert db.session.scalars(select(InvoiceCounter)).one().last == 1
    assert findings.still_open() == []


def test_a_late_call_changes_nothing_and_is_a_finding() -> None:
    acme = leased()
    acme.call("03-03T09:00", 60, direction=OUTBOUND)
    db.session.commit()
    service.close("2026-03")
    before = data.of_bill(bill_of(invoice()))
    late = acme.call("03-04T09:00", 60, direction=OUTBOUND)
    db.session.commit()
    (again,) = service.close("2026-03")
    assert (again.status, again.total, again.computed) == (
        "differs",
        Decimal("4000.15"),
        Decimal("4000.30"),
    )
    assert data.of_bill(bill_of(invoice())) == before
    (finding,) = findings.still_open("invoice_differs")
    assert (finding.key, finding.tenant_id) == ("SY-2026-000001", acme.tenant.id)
    findings.clear(finding.id, "fin", "on April's invoice by hand")
    assert (service.close("2026-03")[0].status, findings.still_open()) == ("differs", [])
    db.session.execute(delete(Conversation).filter_by(id=late))
    db.session.commit()
    assert service.close("2026-03")[0].status == "unchanged"
    assert findings.still_open() == []


@pytest.mark.parametrize(
    ("starts", "ends", "invoiced"),
    [
        (date(2026, 4, 1), None, False),
        (date(2026, 3, 31), None, True),
        (date(2025, 3, 1), date(2026, 2, 28), False),
        (date(2025, 3, 1), date(2026, 3, 1), True),
    ],
)
def test_a_contract_is_invoiced_while_it_is_active(starts: date, ends: date | None, invoiced: bool) -> None:
    leased(starts=starts, ends=ends)
    assert bool(service.close("2026-03", first=True)) is invoiced
    assert count(Invoice) == int(invoiced)


def test_an_active_contract_without_any_fact_is_invoiced_all_the_same() -> None:
    leased(0)
    (outcome,) = service.close("2026-03")
    assert (outcome.total, invoice().lines) == (Decimal("0.00"), [])


@pytest.mark.parametrize(
    "now", [datetime(2026, 3, 31, 15, 59, 59, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)]
)
def test_a_month_that_is_not_over_is_refused(now: datetime) -> None:
    leased()
    with clock.frozen(now), pytest.raises(InvalidInput) as refused:
        service.close("2026-03")
    assert str(refused.value) == (
        "period: 2026-03 is not over in Asia/Shanghai before 2026-04-01 (allowed: a month that is over)"
    )
    assert count(Invoice) == 0


def test_a_month_is_over_at_local_midnight() -> None:
    leased()
    with clock.frozen(datetime(2026, 3, 31, 16, tzinfo=UTC)):
        assert service.close("2026-03")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("period", ["2026-13", "2026-3", "03-2026", "2026", "", "2026-03-01", "٢٠٢٦-03"])
def test_a_period_is_a_month(period: str) -> None:
    leased()
    with pytest.raises(InvalidInput, match="is not a month"):
        service.close(period)


def test_one_tenant_by_name() -> None:
    leased(name="acme")
    leased(name="other")
    assert [outcome.tenant for outcome in service.close("2026-03", "other")] == ["other"]
    assert [(o.tenant, o.number) for o in service.close("2026-03")] == [
        ("acme", "SY-2026-000002"),
        ("other", "SY-2026-000001"),
    ]
    with pytest.raises(NotFound, match="no tenant 'nobody'"):
        service.close("2026-03", "nobody")


def test_nobody_pays_for_another_tenant() -> None:
    acme, other = leased(1, name="acme"), leased(1, name="other")
    acme.call("03-03T09:00", 60, direction=OUTBOUND)
    other.call("03-03T09:00", 120, direction=OUTBOUND)
    other.outage("03-05", "03-06")
    db.session.commit()
    totals = {outcome.tenant: outcome.total for outcome in service.close("2026-03")}
    assert totals == {"acme": Decimal("2000.15"), "other": Decimal("1933.63")}


def test_two_contracts_in_one_month_share_no_call() -> None:
    """One ends on the 15th, its successor starts on the 16th, at local midnight."""
    acme = leased(1, ends=date(2026, 3, 15))
    leased_again = type(acme.contract)(
        tenant_id=acme.tenant.id,
        template="seat-lease",
        overrides={},
        terms=acme.contract.terms,
        signed=date(2026, 3, 1),
        starts=date(2026, 3, 16),
    )
    db.session.add(leased_again)
    ids = [
        acme.call(f"03-{day}T{time}", 60, direction=OUTBOUND)
        for day, time in (("15", "23:59:59"), ("16", "00:00"))
    ]
    db.session.commit()
    first, second = service.close("2026-03")
    assert {first.total, second.total} == {Decimal("1400.15"), Decimal("2000.15")}
    charged = db.session.execute(select(LineEvidence.subject).filter_by(kind="call")).scalars().all()
    assert sorted(charged) == sorted(ids)


def test_each_answered_call_is_evidence_of_exactly_one_line() -> None:
    """No orphan, the free ones too; unanswered and internal ones are charged to nobody."""
    acme = leased(1)
    charged = [
        acme.call("03-01T00:00", 60),
        acme.call("03-31T23:59:59.999", 0.2),
        acme.call("03-10T10:00", 600, direction=OUTBOUND, callee="+442071234567"),
        acme.call("03-10T10:00", 7, direction=OUTBOUND, callee="+861088880001"),
        acme.call("03-10T10:00", 7, direction=OUTBOUND, callee="95588"),
    ]
    acme.call("03-10T10:00", 0, outcome=FAILED, paid_uuid=None, answered_at=None)
    acme.call("03-10T10:00", 60, direction=INTERNAL, paid_uuid=None)
    acme.call("02-28T23:59:59", 60)
    acme.call("04-01T00:00", 60)
    db.session.commit()
    service.close("2026-03")
    rows = db.session.execute(
        select(LineEvidence.subject, InvoiceLine.clause)
        .join(InvoiceLine, InvoiceLine.id == LineEvidence.line_id)
        .where(LineEvidence.kind == "call")
    ).all()
    assert sorted(rows) == sorted((one, "call_charges") for one in charged)


def test_inbound_calls_are_rated_by_the_number_dialled() -> None:
    rates = {"call_charges": {"rates": {"inbound": {"+86400": 0.1}}}}
    acme = leased(0, overrides=rates)
    acme.call("03-03T09:00", 60, did="+864001234567", callee="sales", caller="+8613900139000")
    db.session.commit()
    assert service.close("2026-03")[0].total == Decimal("0.10")


def test_calls_outside_any_contract_are_a_finding() -> None:
    acme = leased(0, starts=date(2026, 3, 10))
    acme.call("03-03T09:00", 60)
    acme.call("03-12T09:00", 60)
    db.session.commit()
    service.close("2026-03")
    (finding,) = findings.still_open("calls_without_contract")
    assert (finding.tenant_id, finding.detail["calls"]) == (acme.tenant.id, 1)
    acme.contract.starts = date(2026, 3, 1)
    db.session.commit()
    service.close("2026-03")
    assert findings.still_open("calls_without_contract") == []


def test_a_month_that_cannot_be_computed_stops_nobody_else_s() -> None:
    acme = leased(1)
    leased(1, name="other")
    gold = SeatFactory(tenant=acme.tenant, number="2001", type="gold")
    tenure = SeatTenureFactory(seat=gold, starts_at=at("03-02"))
    db.session.commit()
    refused, other = service.close("2026-03")
    assert (refused.status, refused.number) == ("refused", "")
    assert "is of type 'gold', which has no price (allowed: county, prefecture" in refused.problem
    assert (other.status, other.number) == ("finalised", "SY-2026-000001")
    (finding,) = findings.still_open("close_refused")
    assert finding.tenant_id == acme.tenant.id
    tenure.type = "county"
    db.session.commit()
    assert [outcome.status for outcome in service.close("2026-03")] == ["finalised", "unchanged"]
    assert findings.still_open() == []


def test_releases_and_changes_of_type_come_from_tenures() -> None:
    acme = leased(0)
    for number, ends in (("1001", "03-20T12:00"), ("1002", "03-21T00:00"), ("1003", None)):
        seat = SeatFactory(tenant=acme.tenant, number=number, type="standard")
        SeatTenureFactory(seat=seat, ends_at=at(ends) if ends else None)
    db.session.commit()
    assert service.close("2026-03")[0].total == Decimal("5400.00")
