"""The availability that a status page shows is the one that the month's invoice credits by."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from flask import Flask
from sqlalchemy import select

from billing import facts
from billing.availability import Availability, of_month
from billing.invoices import service
from billing.models import Invoice
from esl.outages import classes
from seatyard import clock
from seatyard.db import db

from .cases import at
from .month import april, leased

SLA = {"outage_credit": None, "uptime_sla": {}}
MARCH = 31 * 24 * 60


def test_it_is_the_invoices_figure(app: Flask) -> None:
    acme = leased(10, overrides=SLA)
    acme.outage("03-05T10:00", "03-06T16:00")
    theirs = acme.outage("03-10T10:00", "03-10T16:00")
    db.session.commit()
    with clock.frozen(at("03-20")):
        classes.classify(theirs, "third_party", reason="fibre", by="li")
        shown = of_month(acme.tenant.id)
    minutes = Fraction(30 * 60)
    assert shown == Availability("2026-03", minutes, 1 - minutes / MARCH, Decimal("0.98"))
    with april():
        service.close("2026-03")
    line = next(one for one in db.session.scalars(select(Invoice)).one().lines if one.clause == "uptime_sla")
    assert shown is not None
    assert f"{float(shown.available * 100):.4f} %" in line.description_en


def test_what_lasts_counts_up_to_now(app: Flask) -> None:
    acme = leased(10)
    acme.outage("03-05T10:00", None)
    db.session.commit()
    with clock.frozen(at("03-05T11:30")):
        shown = of_month(acme.tenant.id)
    assert shown is not None
    assert (shown.fault_minutes, shown.standard) == (90, None)


def test_planned_work_past_its_allowance_is_a_fault_here_too(app: Flask) -> None:
    """Two days of 001:A8 and six hours more."""
    acme = leased(10, overrides={**SLA, "maintenance": {}})
    work = acme.outage("03-05T10:00", "03-07T16:00")
    db.session.commit()
    with clock.frozen(at("03-20")):
        classes.classify(work, "planned", announced_at=at("03-01"), reason="move", by="li")
        shown = of_month(acme.tenant.id)
    assert shown is not None
    assert shown.fault_minutes == 360


def test_a_page_reads_no_month_of_seats_time(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    acme = leased(2)
    monkeypatch.setattr(facts, "counted_by", lambda _: True)
    monkeypatch.setattr(facts, "seat_time_of", lambda *_: pytest.fail("not for a status page"))
    with clock.frozen(at("03-20")):
        assert of_month(acme.tenant.id) is not None


def test_nobody_without_a_contract_has_one(app: Flask) -> None:
    with clock.frozen(at("02-20")):
        assert of_month(leased(1).tenant.id) is None
