"""What the operator said of outages and announced ahead, on the invoice: to the cent, on both databases."""

from __future__ import annotations

from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from billing.invoices import service
from billing.models import Invoice
from esl.outages import classes, plans, record
from esl.outages.machine import Closed
from seatyard import clock, findings
from seatyard.db import db

from .cases import at
from .month import Leased, april, leased

WHO = {"reason": "as it was", "by": "li"}


@pytest.fixture(autouse=True)
def _in_april(app: Flask):
    with april():
        yield


def credited() -> dict[str, Decimal]:
    """What March's invoice takes off, by the clause."""
    service.close("2026-03")
    lines = db.session.scalars(select(Invoice)).one().lines
    return {line.clause: line.amount for line in lines if line.clause not in ("seat_rent", "call_charges")}


def a_month_of_each_kind(acme: Leased) -> dict[str, int]:
    """26 hours of each of them, days apart: 2 days of 10 seats at 2000 are 1333.33 each (001:A9)."""
    days = {"provider": "05", "planned": "08", "too_late": "11", "force_majeure": "14", "third_party": "17"}
    days |= {"none": "20", "tenant": "23", "terminal": "26"}
    made = {name: acme.outage(f"03-{day}T10:00", f"03-{int(day) + 1:02}T12:00") for name, day in days.items()}
    acme.outage("03-29T10:00", "03-30T12:00", certain=False)
    db.session.commit()
    return made


def test_a_month_with_each_kind_credits_what_the_table_says() -> None:
    """The provider's own and the work that was told too late are 2 × 1333.33…, rounded once; the two
    days that force majeure touched bear no rent (001:A11). Nothing else takes anything off."""
    acme = leased(10)
    made = a_month_of_each_kind(acme)
    for cause in ("force_majeure", "third_party", "none", "tenant", "terminal"):
        classes.classify(made[cause], cause, **WHO)
    classes.classify(made["planned"], "planned", announced_at=at("03-01"), **WHO)
    classes.classify(made["too_late"], "planned", announced_at=at("03-12"), **WHO)
    assert credited() == {"outage_credit": Decimal("-2666.67"), "force_majeure": Decimal("-1333.33")}


def test_the_part_outside_of_the_planned_work_is_the_providers() -> None:
    """10:00 to 12:00 the next day, planned until 22:00: 14 hours are one day, 666.67 for 10 seats."""
    acme = leased(10)
    acme.outage("03-05T10:00", "03-06T12:00")
    db.session.commit()
    with clock.frozen(at("03-01")):
        plans.plan("planned", at("03-05T08:00"), at("03-05T22:00"), tenants=["acme"], **WHO)
    assert credited() == {"outage_credit": Decimal("-666.67")}


def test_work_on_some_seats_leaves_the_others_their_credit() -> None:
    """Of 10 seats 4 were told ahead: 6 × 133.333."""
    acme = leased(10)
    acme.outage("03-05T10:00", "03-06T12:00")
    db.session.commit()
    with clock.frozen(at("03-01")):
        seats = [f"acme/{number}" for number in range(1001, 1005)]
        plans.plan("planned", at("03-05"), at("03-07"), seats=seats, **WHO)
    assert credited() == {"outage_credit": Decimal("-800.00")}


def test_force_majeure_takes_the_rent_off_and_no_fault_with_it() -> None:
    """Two days that it touched, 001:A11: rent × 2 / 30; the fault's hours before it are one day."""
    acme = leased(10)
    acme.outage("03-05T10:00", "03-06T12:00")
    db.session.commit()
    plans.plan("force_majeure", at("03-05T20:00"), None, nodes=[acme.node.name], **WHO)
    assert credited() == {"outage_credit": Decimal("-666.67"), "force_majeure": Decimal("-1333.33")}


@pytest.mark.parametrize(
    ("cause", "credit"), [("provider", {"uptime_sla": Decimal("-400.00")}), ("third_party", {}), ("none", {})]
)
def test_availability_reads_the_same(cause: str, credit: dict[str, Decimal]) -> None:
    """30 hours of 744 are 95.9677 %: two whole points below 98 % of 20,000."""
    acme = leased(10, overrides={"outage_credit": None, "uptime_sla": {}})
    outage = acme.outage("03-05T10:00", "03-06T16:00")
    db.session.commit()
    classes.classify(outage, cause, **WHO)
    assert credited() == credit


def test_overlapping_kinds_are_one_fault() -> None:
    acme = leased(10)
    acme.outage("03-05T10:00", "03-05T20:00")
    acme.outage("03-05T10:00", "03-06T12:00", kind="database_away")
    db.session.commit()
    assert credited() == {"outage_credit": Decimal("-1333.33")}


def test_an_invoice_stays_and_its_month_is_a_finding() -> None:
    acme = leased(10)
    outage = acme.outage("03-05T10:00", "03-06T12:00")
    db.session.commit()
    assert credited() == {"outage_credit": Decimal("-1333.33")}
    classes.classify(outage, "third_party", **WHO)
    db.session.rollback()
    (found,) = findings.still_open("outage_after_invoice")
    assert found.key == f"outage {outage}/2026-03"
    assert "1: SY-2026-000001" in found.message
    assert credited() == {"outage_credit": Decimal("-1333.33")}, "it never changes"
    assert [one.kind for one in findings.still_open("invoice_differs")] == ["invoice_differs"]


def test_a_plan_over_an_invoiced_outage_is_a_finding_and_one_beside_it_is_none() -> None:
    acme = leased(10)
    acme.outage("03-05T10:00", "03-06T12:00")
    leased(1, name="beta")
    db.session.commit()
    service.close("2026-03")
    plans.plan("planned", at("03-20"), at("03-21"), **WHO)
    assert findings.still_open("outage_after_invoice") == []
    made = plans.plan("planned", at("03-05"), at("03-07"), announced_at=at("03-01"), **WHO)
    db.session.rollback()
    (found,) = findings.still_open("outage_after_invoice")
    assert (found.key, found.detail["invoices"]) == (f"{made.name}/2026-03", ["SY-2026-000001"])


def test_an_outage_that_became_certain_after_the_close_is_a_finding() -> None:
    """A node that one signal alone said was down at the month's end, and that had died."""
    acme = leased(10)
    acme.outage("03-31T22:00", None, certain=False)
    db.session.commit()
    assert credited() == {}
    died = Closed(at("03-31T22:00"), at("04-01T01:00"), "core A", "core B", worker_away=False)
    record.record(acme.node.id, acme.node.name, [died])
    (found,) = findings.still_open("outage_after_invoice")
    assert found.detail["invoices"] == ["SY-2026-000001"]


def test_a_month_before_any_invoice_is_no_finding() -> None:
    acme = leased(10)
    outage = acme.outage("03-05T10:00", "03-06T12:00")
    db.session.commit()
    classes.classify(outage, "third_party", **WHO)
    assert findings.still_open("outage_after_invoice") == []
