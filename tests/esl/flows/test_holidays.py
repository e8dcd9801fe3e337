"""Flows that observe holidays are compiled anew when the calendar says something else."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import insert

from esl.flows import holidays
from esl.models import HolidayEdition
from seatyard import clock, findings
from seatyard.db import db
from tenants.models import Flow, FlowVersion, Tenant
from tests.factories import TenantFactory

from .documents import MAIN, main

SPRING, AUTUMN, WINTER = (
    datetime(year, month, 20, tzinfo=UTC) for year, month in ((2026, 3), (2030, 10), (2030, 12))
)


def tenant_with(document: dict[str, object]) -> Tenant:
    tenant: Tenant = TenantFactory()
    tenant.flows.append(Flow(name="main", published=1, versions=[FlowVersion(version=1, document=document)]))
    db.session.commit()
    return tenant


def generation_after(tenant: Tenant, moment: datetime) -> int:
    with clock.frozen(moment):
        holidays.renew()
    db.session.refresh(tenant)
    return tenant.generation


def test_a_new_year_renews_those_that_observe_holidays(app: Flask) -> None:
    observing = tenant_with(MAIN)
    hours = {key: value for key, value in MAIN["nodes"]["open"]["hours"].items() if key != "holidays"}
    other = tenant_with(main(open={"hours": hours}, sales={"play": {"say": '"holidays"'}}))
    assert (generation_after(observing, SPRING), generation_after(other, SPRING)) == (1, 1), "as compiled"
    assert (generation_after(observing, AUTUMN), generation_after(other, AUTUMN)) == (2, 1)
    assert generation_after(observing, AUTUMN) == 2


def test_a_new_year_renews_those_that_call_by_holidays(app: Flask) -> None:
    observing = tenant_with(main(open={"play": {"say": "x"}, "then": "sales"}))
    observing.policies = {"outbound": {"hours": {"when": "Mon 09:00-18:00", "holidays": "CN"}}}
    db.session.commit()
    assert [generation_after(observing, moment) for moment in (SPRING, AUTUMN)] == [1, 2]


def test_a_year_that_is_not_announced_is_a_finding_shortly_before_it(app: Flask) -> None:
    tenant = tenant_with(MAIN)
    generation_after(tenant, SPRING)
    assert findings.still_open(holidays.UNANNOUNCED) == []
    generation_after(tenant, WINTER)
    generation_after(tenant, WINTER)
    found = findings.still_open(holidays.UNANNOUNCED)
    assert [(f.key, f.count, f.detail) for f in found] == [
        ("2030", 1, {"tenants": [tenant.name]}),
        ("2031", 1, {"tenants": [tenant.name]}),
    ]
    generation_after(tenant, SPRING)
    assert findings.still_open(holidays.UNANNOUNCED) == []


def test_nobody_misses_a_calendar_that_no_flow_observes(app: Flask) -> None:
    tenant = tenant_with({"start": "bye", "nodes": {"bye": {"hangup": True}}})
    generation_after(tenant, WINTER)
    assert findings.still_open(holidays.UNANNOUNCED) == []


def test_two_workers_that_begin_at_once(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second one found the row taken, and failed."""
    if db.engine.dialect.name != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    edition = holidays._edition

    def meanwhile(years: Iterable[int]) -> str:
        theirs = {"country": "CN", "edition": "theirs", "since": SPRING}
        with db.engine.begin() as other:
            other.execute(insert(HolidayEdition).values(theirs))
        return edition(years)

    monkeypatch.setattr(holidays, "_edition", meanwhile)
    holidays.renew()
    assert db.session.get_one(HolidayEdition, "CN").edition == "theirs"
