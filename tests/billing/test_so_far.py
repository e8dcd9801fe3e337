"""This month so far: the outlook's lines, beside calls and the month before."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from billing.invoices import service as invoices
from billing.outlook import service, so_far
from esl.models import OUTBOUND
from seatyard import clock
from seatyard.db import db
from tests.billing.cases import at
from tests.billing.month import leased


def test_an_estimate_by_lines_against_last_month(app: Flask) -> None:
    with clock.frozen(at("03-10T09:00")):
        acme = leased(2)
        acme.call("03-03T09:00", 61, direction=OUTBOUND)
        db.session.commit()
        service.due_now()
        tenant = acme.tenant
        march = so_far.of(tenant)
    assert (march.period, march.totals, march.seats) == ("2026-03", {"CNY": Decimal("4000.30")}, 2)
    (one,) = march.estimates
    assert [(line["clause"], line["amount"]) for line in one.lines] == [
        ("seat_rent", "4000.00"),
        ("call_charges", "0.30"),
    ]
    assert (march.calls.handled, march.billed, march.per_call) == (1, {}, {})
    with clock.frozen(at("04-01")):
        invoices.close("2026-03", "acme")
    with clock.frozen(at("04-10T09:00")):
        service.due_now()
        april = so_far.of(tenant)
    assert (april.then, april.billed) == ({"CNY": Decimal("4000.30")}, {"CNY": Decimal("4000.30")})
    assert april.per_call == {"CNY": Decimal("4000.30")}
    assert (april.calls.handled, april.calls_then.handled) == (0, 1)


def test_the_lines_of_the_last_day_alone_are_kept(app: Flask) -> None:
    for day in ("03-10T09:00", "03-11T09:00"):
        with clock.frozen(at(day)):
            if day.startswith("03-10"):
                leased(2)
            service.due_now()
    rows = db.session.query(service.OutlookTotal).order_by(service.OutlookTotal.on).all()
    assert [bool(row.lines) for row in rows] == [False, True]


def test_what_cannot_be_computed_says_so(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(*_: Any) -> None:
        raise ZeroDivisionError("by nobody")

    monkeypatch.setattr(service, "computed", wrong)
    with clock.frozen(at("03-10T09:00")):
        acme = leased(2)
        service.due_now()
        (one,) = so_far.of(acme.tenant).estimates
    assert (one.row.problem, one.lines) == ("ZeroDivisionError: by nobody", [])
