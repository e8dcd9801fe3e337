"""Calls per local day."""

from __future__ import annotations

from datetime import UTC, date, datetime

from flask import Flask

from esl.calls.statistics import Day, per_day
from esl.models import ABANDONED, SELF_SERVICE
from tests.factories import ConversationFactory, NodeFactory, TenantFactory


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


def test_without_calls_there_is_no_month(app: Flask) -> None:
    assert per_day(TenantFactory().id, "Asia/Shanghai") == []
