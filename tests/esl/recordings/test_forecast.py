"""What goes when is what the sweep then deletes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert

from esl.models import Node
from esl.recordings import forecast, keep, retention
from esl.recordings.forecast import Day, Sum
from esl.recordings.models import CALL, Recording
from seatyard import clock
from seatyard.db import db
from tenants.models import Tenant
from tests.factories import ConversationFactory, LegFactory, QueueFactory

from .test_retention import keeping

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
"""In Shanghai, of the first of these recordings."""


def stored(tenant: Tenant, node: Node, ended: list[datetime], size: int = 100) -> None:
    rows = [
        {
            "tenant_id": tenant.id, "id": f"r{at}", "kind": CALL, "node_id": node.id, "leg_uuid": f"leg-{at}",
            "source": "x.wav", "started_at": one - timedelta(minutes=1), "ended_at": one, "length_ms": 1000,
            "bytes": size, "sha256": "0", "key_version": 1,
        }
        for at, one in enumerate(ended)
    ]  # fmt: skip
    db.session.execute(insert(Recording), rows)
    db.session.commit()


def test_days_are_counted_as_they_go(acme: Tenant, beta: Tenant, fs1: Node) -> None:
    keeping(acme, record="all", keep="10 days")
    late = datetime(2026, 3, 2, 15, 59, 59, tzinfo=UTC)
    stored(acme, fs1, [NOON, late, late + timedelta(seconds=1), NOON + timedelta(days=40)])
    stored(beta, fs1, [NOON])
    with clock.frozen(datetime(2026, 3, 5, tzinfo=UTC)):
        found = forecast.forecast(acme)
    assert found.days == [Day(date(2026, 3, 13), Sum(2, 200)), Day(date(2026, 3, 14), Sum(1, 100))]
    assert (found.stored, found.due, found.coming) == (Sum(4, 400), Sum(), Sum(3, 300))
    with clock.frozen(datetime(2026, 3, 12, 16, tzinfo=UTC)):
        found = forecast.forecast(acme)
    assert (found.due, [one.day for one in found.days]) == (Sum(2, 200), [date(2026, 3, 14)])


@pytest.mark.parametrize("kept", ["1 month", "7 business days", "30 days", "2 years"])
def test_the_forecast_is_what_the_sweep_does(acme: Tenant, fs1: Node, vault: Path, kept: str) -> None:
    keeping(acme, record="all", keep=kept)
    stored(acme, fs1, [datetime(2026, 1, 20, tzinfo=UTC) + timedelta(hours=11 * at) for at in range(40)])
    rules = retention.Rules(acme)
    rows = db.session.query(Recording).all()
    start = min(rules.due(row, None).at for row in rows) - timedelta(days=5)  # type: ignore[union-attr]
    for day in range(0, 40, 3):
        with clock.frozen(start + timedelta(days=day)):
            found = forecast.forecast(acme)
        at, until = start + timedelta(days=day), start + timedelta(days=day + forecast.DAYS)
        due = [rules.due(row, None).at for row in rows]  # type: ignore[union-attr]
        assert found.due.count == sum(one <= at for one in due)
        last = clock_day(until)
        assert found.coming.count == sum(one > at and clock_day(one) <= last for one in due)


def clock_day(moment: datetime) -> date:
    return (moment + timedelta(hours=8)).date()


def test_queues_of_their_own(acme: Tenant, fs1: Node) -> None:
    queue = QueueFactory(tenant=acme, name="law")
    keeping(acme, record="all", keep="10 days", queues={"law": {"keep": "20 days"}})
    for leg, own in (("leg-0", None), ("leg-1", queue.id)):
        call = ConversationFactory(tenant=acme, node=fs1, started_at=NOON, queue_id=own)
        LegFactory(conversation=call, uuid=leg, node_id=fs1.id)
    stored(acme, fs1, [NOON, NOON])
    with clock.frozen(NOON + timedelta(days=3)):
        found = forecast.forecast(acme)
    assert [(one.day, one.of.count) for one in found.days] == [(date(2026, 3, 13), 1), (date(2026, 3, 23), 1)]
    assert found.complete


def test_nothing_goes_where_nothing_is_said(acme: Tenant, fs1: Node) -> None:
    stored(acme, fs1, [NOON])
    with clock.frozen(NOON + timedelta(days=4000)):
        found = forecast.forecast(acme)
    assert (found.stored.count, found.due, found.days) == (1, Sum(), [])


def test_what_would_go_at_once(acme: Tenant, fs1: Node) -> None:
    keeping(acme, record="all", keep="10 days")
    stored(acme, fs1, [NOON + timedelta(days=at) for at in range(10)])
    with clock.frozen(NOON + timedelta(days=11)):
        on = forecast.today_of(acme)
        assert forecast.goes_at_once(acme, keep.parse("7 days"), on) == Sum(3, 300)
        assert forecast.goes_at_once(acme, keep.parse("1 month"), on) == Sum()
        keeping(acme, record="all")
        assert forecast.goes_at_once(acme, keep.parse("7 days"), on) == Sum(4, 400)
