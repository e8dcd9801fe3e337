"""Whole scenes from their records to the invoice: each leg that the table charges, once, for its own time."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from math import floor
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from billing.invoices import service
from billing.models import Invoice, InvoiceLine, LineEvidence
from seatyard import clock
from seatyard.db import db
from tests.esl.calls import world
from tests.esl.calls.scenes import SCENES, Scene
from tests.factories import ContractFactory

RATES = {"outbound": {"+86": None, "default": 1}, "inbound": {"default": 1}}
EVERYTHING = dict.fromkeys(("transferred", "forwarded", "telephone"), "outbound") | {"joined": "inbound"}
CHARGES: dict[str, Any] = {"rates": RATES, "increment": "1/1"}


def charged(
    app: Flask, scene: Scene, charges: dict[str, Any], zone: str = "Asia/Shanghai"
) -> dict[str, list[int]]:
    """The seconds by month that the lines of March and April name, after both are closed."""
    terms = {"timezone": zone, "call_charges": charges}
    ContractFactory(tenant_id=world.acme(), starts=date(2026, 3, 1), overrides=terms)
    db.session.commit()
    world.post(app, scene.records)
    with clock.frozen(datetime(2026, 5, 2, tzinfo=UTC)):
        for month in ("2026-03", "2026-04"):
            service.close(month)
    query = (
        select(Invoice.period, LineEvidence.subject, LineEvidence.quantity)
        .join(InvoiceLine, InvoiceLine.invoice_id == Invoice.id)
        .join(LineEvidence, LineEvidence.line_id == InvoiceLine.id)
        .where(InvoiceLine.clause == "call_charges")
    )
    found: dict[str, list[int]] = {}
    for period, _, minutes in db.session.execute(query):
        found.setdefault(period, []).append(round(minutes * 60))
    lines = db.session.scalars(select(InvoiceLine).where(InvoiceLine.clause == "call_charges"))
    minutes = sum((line.quantity for line in lines), Decimal(0))
    assert round(minutes * 60) == sum(second for month in found.values() for second in month)
    return {period: sorted(seconds) for period, seconds in found.items()}


def rounded(seconds: float) -> int:
    """Half-up, as contracts.md measures talk."""
    return floor(seconds + 0.5)


@pytest.mark.parametrize("name", SCENES)
def test_a_table_that_charges_everything_charges_each_leg_once(app: Flask, name: str) -> None:
    scene = SCENES[name]
    found = charged(app, scene, CHARGES | {"directions": EVERYTHING})
    legs = sorted(rounded(seconds) for _, seconds in scene.legs.values())
    assert found == ({"2026-03": legs} if legs else {})


@pytest.mark.parametrize("name", SCENES)
def test_a_table_that_is_silent_charges_the_first_crossing_alone(app: Flask, name: str) -> None:
    scene = SCENES[name]
    found = charged(app, scene, CHARGES)
    assert found == ({"2026-03": [rounded(scene.legs[scene.first][1])]} if scene.first else {})


def test_a_call_over_midnight_on_the_31st_may_be_split(app: Flask) -> None:
    """Started at 23:59:00, 600 s long: a minute of March, nine of April."""
    found = charged(app, SCENES["over midnight on the 31st"], CHARGES | {"call_period": "split"})
    assert found == {"2026-03": [60], "2026-04": [540]}


@pytest.mark.parametrize(("minutes", "band_by"), [([90], "start"), ([30, 60], "increment")])
def test_a_call_over_a_clock_change_lasts_as_long_as_it_lasts(
    app: Flask, minutes: list[int], band_by: str
) -> None:
    """From 01:59:30 to 03:01:00 on the wall, 90 s in all: 30 s before three, a minute after it."""
    at_night = {"price": 1, "bands": [{"when": "Sun 03:00-04:00", "price": 2}]}
    rates = {"rates": {"outbound": {"+86": None, "default": 1}, "inbound": {"default": at_night}}}
    terms = CHARGES | rates | {"band_by": band_by}
    assert charged(app, SCENES["over a clock change"], terms, "Europe/Berlin") == {"2026-03": minutes}
