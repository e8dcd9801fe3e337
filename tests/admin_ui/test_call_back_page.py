"""The page of callers who wait to be called back: a tenant's own, with what came of it."""

from __future__ import annotations

from datetime import UTC, datetime

from esl.queues.models import DONE, WAITING
from seatyard.db import db
from tests.factories import CallBackFactory, QueueFactory, SeatFactory, TenantFactory

from .conftest import Visitor


def test_it_shows_who_asked_and_what_came_of_it(visit: Visitor) -> None:
    acme, beta = TenantFactory(name="acme"), TenantFactory(name="beta")
    queue, seat = QueueFactory(tenant=acme, name="sales"), SeatFactory(tenant=acme, number="1001")
    asked = datetime(2026, 3, 2, 4, tzinfo=UTC)
    CallBackFactory(
        tenant=acme, queue_id=queue.id, number="+8613800138000", state=DONE, attempts=2, seat_id=seat.id,
        result="answered", asked_at=asked,
    )  # fmt: skip
    CallBackFactory(tenant=acme, queue_id=9999, number="+8613900139000", state=WAITING)
    CallBackFactory(tenant=beta, queue_id=queue.id, number="+8613700137000")
    db.session.commit()
    page = visit(tenant=acme).get("/tenants/acme/call-backs").text
    for shown in (
        "+8613800138000",
        "sales",
        "1001",
        "answered",
        "2026-03-02 12:00",
        "+8613900139000",
        "9999",
    ):
        assert shown in page, shown
    assert "+8613700137000" not in page


def test_nobody_yet(visit: Visitor) -> None:
    acme = TenantFactory(name="acme")
    db.session.commit()
    assert visit(tenant=acme).get("/tenants/acme/call-backs").status_code == 200
