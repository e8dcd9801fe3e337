"""Calls per local day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from flask import Flask

from esl.call_sums import keeping
from esl.calls.statistics import Day, per_day
from esl.models import ABANDONED, FAILED, INBOUND, INTERNAL, OUTBOUND, SELF_SERVICE
from seatyard.db import db
from tests.factories import ConversationFactory, NodeFactory, TenantFactory

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)


def test_a_day_begins_at_local_midnight_and_the_month_is_whole(app: Flask) -> None:
    acme, beta, node = TenantFactory(), TenantFactory(), NodeFactory()
    for tenant, moment, outcome in (
        (acme, datetime(2026, 2, 28, 15, 59, 59, tzinfo=UTC), "answered"),
        (acme, datetime(2026, 2, 28, 16, tzinfo=UTC), "answered"),
        (acme, datetime(2026, 3, 31, 15, 59, tzinfo=UTC), ABANDONED),
        (acme, datetime(2026, 3, 31, 15, tzinfo=UTC), SELF_SERVICE),
        (beta, datetime(2026, 3, 10, tzinfo=UTC), "answered"),
    ):
        ConversationFactory(tenant=tenant, node=node, started_at=moment, outcome=outcome)
    days = per_day(acme.id, "Asia/Shanghai")
    assert len(days) == 31
    assert (days[0], days[-1]) == (Day(date(2026, 3, 1), 1, 0), Day(date(2026, 3, 31), 1, 1))
    assert sum(day.served + day.lost for day in days) == 3


def test_calls_turned_away_and_between_seats_are_neither_served_nor_lost(app: Flask) -> None:
    acme, node = TenantFactory(), NodeFactory()
    for direction, outcome, refused in (
        (INBOUND, ABANDONED, None),
        (OUTBOUND, "answered", None),
        (OUTBOUND, FAILED, None),
        (INTERNAL, "answered", None),
        (INBOUND, FAILED, "too_many_calls"),
    ):
        ConversationFactory(
            tenant=acme, node=node, started_at=NOON, direction=direction, outcome=outcome, refused=refused
        )
    assert per_day(acme.id, "Asia/Shanghai")[1] == Day(date(2026, 3, 2), 1, 2)


def test_days_that_are_kept_tell_the_same(app: Flask) -> None:
    acme, node = TenantFactory(), NodeFactory()
    for at in range(3):
        ConversationFactory(tenant=acme, node=node, started_at=NOON + timedelta(days=at), outcome="answered")
    counted = per_day(acme.id, "Asia/Shanghai")
    db.session.commit()
    assert keeping.keep(acme.id, date(2026, 3, 3))
    assert per_day(acme.id, "Asia/Shanghai") == counted
    assert [day.served for day in counted[:6]] == [0, 1, 1, 1, 0, 0]


def test_without_calls_there_is_no_month(app: Flask) -> None:
    assert per_day(TenantFactory().id, "Asia/Shanghai") == []
