"""Records of a day that is kept already, as nodes send them: reports have them at once, and the day anew."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from esl.call_sums import keeping, reading
from esl.calls.fold import fold_all
from esl.cdr.via import REBUILT
from esl.models import Leg
from esl.reports.counting import Which
from esl.reports.figures import Counts
from esl.reports.periods import Period
from esl.reports.service import Asked, report
from seatyard import clock
from seatyard.db import db
from tenants.models import Tenant
from tests.esl.calls import world
from tests.esl.calls.records import record, to_seat
from tests.factories import CdrRecordFactory

DAY = date(2026, 3, 2)
"""Of ``records.START``."""
NOW = datetime(2026, 3, 20, 9, tzinfo=UTC)
SECOND = 1_000_000


@pytest.fixture
def acme(app: Flask) -> Iterator[Tenant]:
    """A call of a minute that a seat answered, of a day that is kept."""
    with clock.frozen(NOW):
        tenant = db.session.get_one(Tenant, world.acme())
        world.post(app, [record("u-1", answer=0, **mine(tenant))])
        world.post(app, [to_seat("u-2", "u-1", answer=5, **mine(tenant))])
        fold_all()
        keep_all()
        assert kept(tenant)
        yield tenant


def mine(tenant: Tenant) -> dict[str, str]:
    return {"seatyard_tenant": str(tenant.id)}


def keep_all() -> None:
    while keeping.due_now():
        pass


def which(tenant: Tenant) -> Which:
    return Which(tenant.id, Period(DAY, DAY, ZoneInfo(tenant.timezone)))


def kept(tenant: Tenant) -> bool:
    db.session.rollback()
    return DAY in reading.kept_days(which(tenant))


def told(tenant: Tenant) -> dict[str, object]:
    """The row of the day in the report of service levels."""
    found = report(tenant, Asked("service-levels", DAY, DAY))
    return dict(zip((name for name, _ in found.columns), found.rows[0].values, strict=True))


def trunk(tenant: Tenant) -> int:
    return reading.total(which(tenant)).trunk


def test_a_late_call_is_in_the_report_at_once_and_its_day_is_counted_anew(app: Flask, acme: Tenant) -> None:
    assert (told(acme)["entered"], told(acme)["answered"]) == (1, 1)
    world.post(app, [record("u-3", start=100, end=130, **mine(acme))])
    assert kept(acme), "a record that is not folded is no call yet"
    fold_all()
    assert not kept(acme)
    assert (told(acme)["entered"], told(acme)["answered"]) == (2, 1)
    keep_all()
    assert kept(acme)
    assert (told(acme)["entered"], told(acme)["answered"]) == (2, 1)


def test_a_late_leg_makes_another_call_of_a_kept_one(app: Flask, acme: Tenant) -> None:
    offered = sum(one.offered for one in reading.rung(acme.id, which(acme).period).values())
    world.post(app, [to_seat("u-3", "u-1", start=20, answer=25, **mine(acme))])
    fold_all()
    assert not kept(acme)
    for _ in range(2):
        rung = reading.rung(acme.id, which(acme).period)
        assert sum(one.offered for one in rung.values()) == offered + 1
        assert told(acme)["entered"] == 1
        keep_all()


def test_records_told_twice_change_nothing(app: Flask, acme: Tenant) -> None:
    world.post(app, [record("u-1", answer=0, **mine(acme))])
    fold_all()
    assert kept(acme)


def test_a_call_whose_rebuilt_record_gives_way_is_counted_anew(app: Flask, acme: Tenant) -> None:
    node = db.session.query(Leg).filter_by(uuid="u-1").one().node_id
    body = record("u-4", start=200, end=260, **mine(acme)).decode()
    CdrRecordFactory(node=None, node_id=node, uuid="u-4", leg="a", body=body, via=REBUILT)
    db.session.commit()
    fold_all()
    keep_all()
    before = trunk(acme)
    world.post(app, [record("u-4", start=200, end=290, **mine(acme))])
    assert not kept(acme), "its call is dropped until it is folded anew"
    assert trunk(acme) == before - 60 * SECOND
    keep_all()
    assert trunk(acme) == before - 60 * SECOND
    fold_all()
    assert trunk(acme) == before + 30 * SECOND
    keep_all()
    assert kept(acme)
    assert trunk(acme) == before + 30 * SECOND


def test_a_second_call_within_the_week_takes_back_what_was_resolved(app: Flask, acme: Tenant) -> None:
    def resolved() -> Counts:
        return reading.total(which(acme))

    assert (resolved().judged, resolved().resolved) == (1, 1)
    week = timedelta(days=7).total_seconds()
    world.post(app, [record("u-5", start=week - 60, end=week, **mine(acme))])
    fold_all()
    assert not kept(acme)
    for _ in range(2):
        assert (resolved().judged, resolved().resolved) == (1, 0)
        keep_all()
