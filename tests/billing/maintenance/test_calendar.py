"""A month of planned work: its days, what it takes of allowances, and what collides."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from billing.engine.spans import DAY
from billing.maintenance.calendar import Use, first_of, month
from esl.models import Node
from esl.outages import plans
from seatyard import clock
from seatyard.db import db
from seatyard.errors import InvalidInput
from tenants import directory
from tests.factories import ContractFactory, NodeFactory, PlacementFactory, SeatFactory, TenantFactory

ZONE = "Asia/Shanghai"
MARCH = date(2026, 3, 1)
MIDNIGHT = datetime(2026, 2, 28, 16, tzinfo=UTC)
HOUR = 3_600_000_000


def at(day: int, hours: float = 0) -> datetime:
    """Of March, in Shanghai."""
    return MIDNIGHT + timedelta(days=day - 1, hours=hours)


def home(name: str, node: Node, **terms: Any) -> None:
    tenant = TenantFactory(name=name)
    PlacementFactory(tenant=tenant, node=node)
    SeatFactory(tenant=tenant, number="1001")
    ContractFactory(tenant_id=tenant.id, overrides=terms)
    db.session.commit()


def planned(starts: datetime, ends: datetime, **more: Any) -> None:
    with clock.frozen(at(1) - timedelta(days=1)):
        plans.plan("planned", starts, ends, reason="new kernel", by="li", **more)


def used(first: date = MARCH) -> dict[str, Use]:
    """By tenant, in their order."""
    uses = month(first, ZONE).uses
    names = directory.names([one.allowance.tenant_id for one in uses])
    return {names[one.allowance.tenant_id]: one for one in uses}


@pytest.fixture
def house(app: Flask) -> None:
    first, second = NodeFactory(name="fs1"), NodeFactory(name="fs2")
    home("acme", first, maintenance={"days": 2})
    home("beta", second, maintenance={"days": 1, "counted": "days"})
    home("none", first, maintenance=None)


def test_work_takes_of_those_whom_it_concerns(house: None) -> None:
    planned(at(5), at(5, 12), nodes=["fs1"])
    planned(at(10, 23), at(11, 1), tenants=["beta"])
    planned(at(20), at(20, 1), seats=["acme/1001"])
    acme, beta = used()["acme"], used()["beta"]
    assert (acme.takes, acme.allowed, acme.left) == (13 * HOUR, 2 * DAY, 2 * DAY - 13 * HOUR)
    assert (beta.takes, beta.allowed, beta.left) == (2, 1, -1)
    assert list(used()) == ["beta", "acme"], "the least left first; without the clause none is allowed"
    assert used(date(2026, 4, 1)) == {}


def test_a_draft_is_reckoned_and_not_entered(house: None) -> None:
    with clock.frozen(at(1) - timedelta(days=1)):
        draft = plans.drafted("planned", at(5), at(9), by="li", nodes=["fs1"])
    (use,) = month(MARCH, ZONE, draft).uses
    assert use.left == -2 * DAY
    assert plans.listing().total == 0


def test_weeks_are_whole_and_days_have_their_plans(house: None) -> None:
    planned(at(31, 23), at(32, 2))
    weeks = month(MARCH, ZONE).weeks
    days = [day for week in weeks for day in week]
    assert [len(week) for week in weeks] == [7] * 6
    assert (days[0].day, days[0].within, days[-1].day) == (date(2026, 2, 23), False, date(2026, 4, 5))
    assert [day.day for day in days if day.plans] == [date(2026, 3, 31), date(2026, 4, 1)]


def test_what_collides_and_what_came_too_late(house: None) -> None:
    planned(at(5), at(5, 2), nodes=["fs1"])
    planned(at(5, 1), at(5, 3), nodes=["fs2"])
    planned(at(5, 1), at(5, 4))
    with clock.frozen(at(7)):
        plans.plan("planned", at(6), at(8), reason="began already", by="li", nodes=["fs2"])
    found = month(MARCH, ZONE)
    assert [(one.name, other.name) for one, other in found.overlaps] == [("P1", "P3"), ("P2", "P3")]
    assert [one.name for one in found.late] == ["P4"]
    assert used()["beta"].takes == 1, "what came too late takes nothing of it: it is a fault anyway"


def test_a_contract_that_is_over_allows_nothing(app: Flask) -> None:
    node = NodeFactory(name="fs1")
    tenant = TenantFactory(name="old")
    PlacementFactory(tenant=tenant, node=node)
    terms = {"maintenance": {"days": 2}, "renewal": None}
    ContractFactory(tenant_id=tenant.id, starts=date(2025, 1, 1), ends=date(2026, 2, 28), overrides=terms)
    db.session.commit()
    planned(at(5), at(6))
    assert used() == {}


def test_what_is_no_month() -> None:
    assert first_of("2026-03") == MARCH
    for text in ("2026-13", "march", "", "0000-01"):
        with pytest.raises(InvalidInput):
            first_of(text)
