"""Files in any order, at any moment: asked again nothing is new; in the end it is as the last one says."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from esl.answers.dialplan import context_of, number_extensions
from seatyard import clock
from seatyard.db import db
from seatyard.errors import SeatyardError
from tenants import tenures
from tenants.models import Tenant
from tenants.onboarding import arrangements, document, service
from tests.factories import NodeFactory, NumberFactory

from .files import DID, acme

BEGINS = datetime(2026, 2, 25, 3, tzinfo=UTC)
LEAD_TIMES = {
    "seats_added": "2 business days",
    "seats_released": "2 business days",
    "skill_group": "1 business day",
    "ivr": "3 business days",
}
CONTRACT = acme()["contract"] | {"overrides": {"lead_times": LEAD_TIMES}}
DIDS = (DID, "+861088880002", "+861088880003")


@pytest.fixture(autouse=True)
def _operators_side(app: Flask) -> None:
    NodeFactory(name="fs1")
    for e164 in DIDS:
        NumberFactory(e164=e164, tenant=None)
    db.session.commit()


@pytest.mark.parametrize("seed", range(6))
def test_the_last_file_holds(seed: int) -> None:
    chance = random.Random(seed)
    now = BEGINS
    for wanted in _files(chance):
        with clock.frozen(now):
            onboard(wanted)
            assert onboard(wanted) == [], "asked again, nothing is new"
            assert onboard(service.export("acme") | {"seats": wanted["seats"]}) == [], "nor by its export"
        now += timedelta(hours=chance.choice((1, 5, 20, 30, 80)))
        if chance.random() < 0.6:  # else the worker is away
            turn(now)
        check(compiles=True)
    turn(now + timedelta(days=30))
    with clock.frozen(now + timedelta(days=30)):
        assert onboard(wanted) == []
    assert check(compiles=True).arrangement is None
    assert state() == wished(wanted)


def onboard(wanted: dict[str, Any]) -> list[str]:
    try:
        return service.onboard_document(document.checked(wanted)).changes
    except SeatyardError:
        db.session.rollback()
        raise


def turn(at: datetime) -> None:
    with clock.frozen(at):
        tenures.turn(timedelta(days=400))
        arrangements.turn()


def check(*, compiles: bool) -> Tenant:
    """The tenant; its dialplan can be made, and no number is dead that does not wait."""
    db.session.rollback()
    db.session.expire_all()
    tenant = db.session.scalars(select(Tenant)).one()
    if compiles:
        number_extensions(tenant)
        context_of(tenant, [])
    waits = {one["e164"] for one in tenant.arrangement.document["numbers"]} if tenant.arrangement else set()
    assert {one.e164 for one in tenant.numbers if one.flow is None} <= waits
    return tenant


def state() -> tuple[Any, ...]:
    tenant = check(compiles=False)
    queues = {one.name: (one.wrap_up, {tier.seat.number for tier in one.tiers}) for one in tenant.queues}
    leads = {one.e164: one.flow.name for one in tenant.numbers if one.flow}
    return queues, {one.name: one.document for one in tenant.flows}, leads


def wished(wanted: dict[str, Any]) -> tuple[Any, ...]:
    queues = {one["name"]: (one["wrap_up"], set(one["seats"])) for one in wanted["queues"]}
    return queues, wanted["flows"], {one["e164"]: one["flow"] for one in wanted["numbers"]}


def _files(chance: random.Random) -> Iterator[dict[str, Any]]:
    for _ in range(6):
        seats = chance.sample(("1001", "1002", "1003"), chance.randint(1, 3))
        queues = chance.sample(("sales", "service", "old"), chance.randint(1, 3))
        flows = chance.sample(("main", "night", "day"), chance.randint(1, 3))
        yield acme(
            contract=CONTRACT,
            seats=[{"number": one, "type": "inbound", "password": "long-enough"} for one in sorted(seats)],
            queues=[
                {
                    "name": one,
                    "seats": sorted(chance.sample(seats, chance.randint(0, len(seats)))),
                    "wrap_up": chance.choice((10, 20)),
                }
                for one in queues
            ],
            flows={one: {"start": "a", "nodes": {"a": {"queue": chance.choice(queues)}}} for one in flows},
            numbers=[{"e164": one, "flow": chance.choice(flows)} for one in DIDS if chance.random() < 0.7],
        )
