"""The two houses in which jobs are done: one with a month behind it, and one whose switch runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from admin_ui.demo.processes import wait_until
from billing.outlook import service as outlook
from esl.models import ANSWERED, Outage, Placement
from seatyard import clock
from seatyard.db import db, snapshot
from seatyard.identity import service as people
from seatyard.identity.permissions import QUALITY, SEAT
from tenants.models import Tenant
from tenants.numbers import acts
from tenants.requests import service as requests
from tests.browser.conftest import stands
from tests.factories import PASSWORD, UserFactory
from tests.support import databases, recorded
from tests.support.house import Home, furnished, kind_of
from tests.support.live_house import LiveHouse, live_house
from tests.support.web import served

MORNING = datetime(2026, 5, 6, 1, 30, tzinfo=UTC)
"""Half past nine in Shanghai, a month after the house was furnished."""
SPRING = (*range(940, 1000), *range(1000, 1980, 11))
"""Calls of a home, from April to the day before."""
RECORDED, OLDER = 4, 16
"""The last talks that can be heard, and of those before one in so many."""
KEPT = {"record": "all", "keep": "40 days"}
LISTENER = "ear@acme.example"
SIGNALS = (
    ("event_socket", 0.4, "10.20.0.11:8021: the switch closed the connection"),
    ("options_seats", 12, "10.20.0.11:5060: no answer in 4 s"),
)
"""Of the outage in March: what noticed it, after how many seconds, and what was seen."""
TENANT = "linlang"
BOSS, TALKER = "1001", "1002"
"""Seats of the running house: a supervisor's, and one whose person logs in."""
SPARE = "+861088886001"
"""A number of the running house, which its tenant leads where it likes."""


@contextmanager
def furnished_house(database: databases.Sqlite, home: Path) -> Iterator[tuple[Flask, str]]:
    """``acme`` and ``beta`` on a morning in May: their calls, recordings, requests, and what May may cost."""
    with stands(database, home) as app:
        with app.app_context():
            with clock.frozen(MORNING - timedelta(days=9)):
                acme, beta = furnished(calls=70)
                requests.ask("acme", "number", "010 8888 0099", by="acme")
            with clock.frozen(MORNING):
                _goes_on(acme, beta)
                outlook.compute()
            db.session.remove()
        with clock.frozen(MORNING), served(app) as where:
            yield app, where


def _goes_on(*homes: Home) -> None:
    """Until the evening before; of the first one, the last talks can be heard."""
    made = [[home.call(number, **kind_of(number)) for number in SPRING] for home in homes]
    outage = db.session.scalars(select(Outage)).one()
    outage.evidence = outage.evidence | {"signals": [_signal(*one, outage) for one in SIGNALS]}
    homes[0].tenant.policies = homes[0].tenant.policies | {"recordings": KEPT}
    UserFactory(login=LISTENER, role=QUALITY, tenant=homes[0].tenant)
    db.session.commit()
    talks = [call for call in made[0] if call.outcome == ANSWERED]
    for call in [*talks[:-RECORDED:OLDER], *talks[-RECORDED:]]:
        recorded.of_call(call, homes[0].node, seconds=(call.ended_at - call.answered_at).total_seconds())


def _signal(name: str, seconds: float, what: str, outage: Outage) -> dict[str, str]:
    at = outage.starts_at + timedelta(seconds=seconds)
    return {"signal": name, "since": outage.starts_at.isoformat(), "at": at.isoformat(), "what": what}


@contextmanager
def running_house(home: Path) -> Iterator[LiveHouse]:
    """``linlang`` takes calls at any hour; its people log in with the usual password.

    Its processes have the time of day, also while the furnished house beside it stands in May.
    """
    with live_house(home, TENANT, datetime.now(UTC) - timedelta(minutes=1)) as house:
        with house.instance.app.app_context():
            _log_in()
            acts.assign(SPARE, TENANT, "main")
            wait_until(_is_live, "the switch to have it")
            db.session.remove()
        for seat in (BOSS, TALKER):
            house.registers(seat)
        house.busy(BOSS, 3)
        yield house


def _log_in() -> None:
    tenant = db.session.scalars(select(Tenant).filter_by(name=TENANT)).one()
    seat = next(one for one in tenant.seats if one.number == TALKER)
    people.add_user(people.seat_login(TENANT, TALKER), PASSWORD, SEAT, tenant.id, seat.id)
    for login in (TENANT, "operator"):
        people.set_password(people.named(login), PASSWORD)
    db.session.commit()


def _is_live() -> bool:
    query = select(Tenant.generation, Placement.acked_generation).join(
        Placement, Placement.tenant_id == Tenant.id
    )
    with snapshot():
        return all(wanted == there for wanted, there in db.session.execute(query))
