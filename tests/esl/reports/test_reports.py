"""What calls and seats' time come to, out of either database."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from esl.models import ABANDONED, FAILED, INBOUND, INTERNAL, OUTBOUND, SELF_SERVICE, Conversation, Supervision
from esl.reports import keeping
from esl.reports.documents import as_csv, as_workbook
from esl.reports.service import Asked, report
from esl.reports.tables import Table
from esl.seat_time.models import NodeWatch
from esl.seat_time.registrations import HEARD, Noted, keep
from seatyard import clock
from seatyard.db import db
from seatyard.errors import InvalidInput, NotFound
from tenants.models import Tenant
from tests.factories import (
    ConversationFactory,
    LegFactory,
    NodeFactory,
    PlacementFactory,
    QueueFactory,
    SeatFactory,
    SeatTenureFactory,
    TenantFactory,
)

DAY = datetime(2026, 3, 2, tzinfo=UTC)
"""8 o'clock in Shanghai, a Monday."""
NOW = DAY + timedelta(days=30)
SECOND = 1_000_000


class Centre:
    """A tenant in Shanghai, a queue, two seats."""

    def __init__(self) -> None:
        self.tenant: Tenant = TenantFactory(name="acme", timezone="Asia/Shanghai")
        self.node = NodeFactory(name="fs1")
        PlacementFactory(tenant=self.tenant, node=self.node)
        self.queue = QueueFactory(tenant=self.tenant, name="sales")
        self.seats = [
            SeatFactory(tenant=self.tenant, number=number, name="=a") for number in ("1001", "1002")
        ]
        for seat in self.seats:
            SeatTenureFactory(seat=seat, starts_at=DAY - timedelta(days=90))
        self.callers = iter(range(10_000))
        db.session.commit()

    def call(self, hours: float = 1.0, **columns: Any) -> Conversation:
        """One that came in and was answered by the first seat after ten seconds in the queue, by default."""
        at = DAY + timedelta(hours=hours)
        usual = {
            "direction": INBOUND,
            "caller": f"+86138{next(self.callers):08}",
            "started_at": at,
            "queue_id": self.queue.id,
            "seat_id": self.seats[0].id,
            "wait_us": 10 * SECOND,
        }
        call: Conversation = ConversationFactory(tenant=self.tenant, node=self.node, **usual | columns)
        db.session.commit()
        return call

    def leg(self, call: Conversation, seat: int, uuid: str = "", **columns: Any) -> str:
        usual = {"side": "seat", "direction": "outbound", "seat_id": self.seats[seat].id, "cc_side": "agent"}
        made = LegFactory(conversation=call, uuid=uuid or f"{call.id[:-2]}-{seat}", **usual | columns)
        db.session.commit()
        return str(made.uuid)

    def table(self, name: str = "service-levels", **asked: Any) -> Table:
        usual = {"since": date(2026, 3, 2), "until": date(2026, 3, 3)}
        return report(self.tenant, Asked(name, **usual | asked))


@pytest.fixture
def centre(app: Flask) -> Any:
    with clock.frozen(NOW):
        yield Centre()


def total(table: Table, *names: str) -> list[Any]:
    return [dict(zip((name for name, _ in table.columns), table.total, strict=True))[name] for name in names]


def column(table: Table, name: str) -> dict[str, Any]:
    at = [one for one, _ in table.columns].index(name)
    return {row.key: row.values[at] for row in table.rows}


def test_service_levels_by_day(centre: Centre) -> None:
    centre.call(1, score=5)
    centre.call(2, wait_us=20 * SECOND, score=3)
    centre.call(3, wait_us=21 * SECOND)
    centre.call(4, outcome=ABANDONED, seat_id=None, wait_us=30 * SECOND)
    centre.call(5, outcome=SELF_SERVICE, seat_id=None, queue_id=None, wait_us=None)
    centre.call(6, outcome=FAILED, seat_id=None, queue_id=None, wait_us=None)
    centre.call(7, outcome=FAILED, refused="tenant_calls", queue_id=None, wait_us=None)
    centre.call(8, direction=OUTBOUND, queue_id=None, wait_us=None)
    centre.call(9, direction=OUTBOUND, queue_id=None, wait_us=None, outcome=FAILED)
    centre.call(10, direction=INTERNAL, queue_id=None, wait_us=None)
    centre.call(-1)
    centre.call(17)
    found = centre.table()
    assert column(found, "entered") == {"2026-03-02": 7, "2026-03-03": 1}
    assert total(found, "entered", "turned_away", "answered", "self_served") == [8, 1, 5, 1]
    assert total(found, "answer_rate", "offered", "service_level") == [Decimal("0.75"), 6, Decimal("0.6667")]
    assert total(found, "abandoned", "abandonment", "time_to_abandon") == [1, Decimal("0.1667"), 30 * SECOND]
    assert total(found, "speed_of_answer") == [71 * SECOND // 5]
    assert total(found, "satisfaction", "dialled", "outbound_answer_rate") == [
        Decimal("0.5"),
        2,
        Decimal("0.5"),
    ]


def test_the_period_before_and_the_zone(centre: Centre) -> None:
    centre.call(-8.5)
    centre.call(-7.5)
    centre.call(-7.0)
    found = centre.table()
    assert (total(found, "entered"), found.before[0]) == ([2], 1)
    assert column(centre.table(by="hour"), "entered")["2026-03-02 00:00"] == 1
    assert column(centre.table("seat-hours"), "entered")["01"] == 1


def test_by_queue_and_by_number(centre: Centre) -> None:
    other = QueueFactory(tenant=centre.tenant, name="care")
    centre.call()
    centre.call()
    centre.call(queue_id=other.id, did="+861088880002")
    centre.call(queue_id=None, wait_us=None, outcome=SELF_SERVICE)
    by_queue = centre.table(by="queue")
    assert [row.label.en for row in by_queue.rows] == ["sales", "care", "In no queue"]
    assert column(by_queue, "entered") == {str(centre.queue.id): 2, str(other.id): 1, "": 1}
    assert column(centre.table(by="number"), "entered") == {"+861088880001": 3, "+861088880002": 1}
    assert total(centre.table(queue_id=other.id), "entered") == [1]
    with pytest.raises(NotFound):
        centre.table(queue_id=9999)
    with pytest.raises(NotFound):
        centre.table("horoscope")
    with pytest.raises(InvalidInput):
        centre.table(since=date(2026, 3, 4))


def test_a_call_passed_on_and_a_supervisor_who_only_listened(centre: Centre) -> None:
    for seats in ((0,), (0, 1)):
        call = centre.call()
        for seat in seats:
            centre.leg(call, seat)
    listened = centre.call()
    centre.leg(listened, 0)
    evidence = centre.leg(listened, 1)
    said = {"kind": "listen", "target": "1001", "source": "star_code", "by": ""}
    row = Supervision(tenant_id=centre.tenant.id, evidence=evidence, at=DAY, **said)
    row.supervisor_id = centre.seats[1].id
    db.session.add(row)
    sent_on = centre.call()
    centre.leg(sent_on, 0)
    LegFactory(conversation=sent_on, uuid="x", direction="outbound", kind="transferred")
    db.session.commit()
    assert total(centre.table(), "transfer_rate") == [Decimal("0.5")]


def test_resolved_is_who_does_not_call_again(centre: Centre) -> None:
    again = "+8613900000000"
    centre.call(1, caller=again)
    centre.call(1 + 24 * 7, caller=again)
    centre.call(2)
    centre.call(3, caller="anonymous")
    assert total(centre.table(), "first_call_resolution") == [Decimal("0.5")]
    with clock.frozen(DAY + timedelta(days=5)):
        assert total(centre.table(), "first_call_resolution") == [None], "nobody knows yet"


def test_where_calls_come_from(centre: Centre) -> None:
    centre.call(caller="+8613800138000")
    centre.call(caller="+8613901230000")
    centre.call(caller="+862586880000", outcome=FAILED)
    centre.call(caller="+4930123456")
    centre.call(caller="anonymous")
    found = centre.table("origins")
    assert [row.label.zh for row in found.rows] == ["北京市", "德国", "江苏省", "号码未显示"]
    assert column(found, "share")["Beijing"] == Decimal("0.4")
    assert column(found, "answer_rate")["Jiangsu"] == 0


def test_seats_and_their_kept_time(centre: Centre) -> None:
    """Seat 1001 is there from 9 to 11 o'clock, talks for six minutes of it, and misses a call."""
    db.session.add(
        NodeWatch(node_id=centre.node.id, starts_at=DAY, core_uuid="c", ends_at=DAY + timedelta(hours=20))
    )
    phone = ("1001", centre.tenant.domain)
    marks = [(1, frozenset("x")), (3, frozenset[str]())]
    keep(centre.node.id, [Noted(phone, DAY + timedelta(hours=at), mark, HEARD) for at, mark in marks])
    call = centre.call(1.5, billusec=360 * SECOND)
    centre.leg(call, 0)
    missed = centre.call(2, outcome=ABANDONED, seat_id=None)
    centre.leg(missed, 0, answered_at=None, billusec=0)
    assert centre.table("seats").kept_until is None
    with clock.frozen(DAY + timedelta(days=2)):
        assert keeping.due_now() == keeping.AT_ONCE
        while keeping.due_now():
            pass
    found = centre.table("seats")
    assert found.kept_until == date(2026, 3, 3)
    assert column(found, "offered") == {"1001": 2, "1002": 0}
    assert column(found, "missed")["1001"] == 1
    assert column(found, "talking")["1001"] == 360 * SECOND
    assert column(found, "signed_in")["1001"] == 7200 * SECOND
    assert column(found, "utilisation")["1001"] == Decimal("0.05")
    assert column(found, "handling_time")["1001"] == 360 * SECOND
    hours = centre.table("seat-hours")
    assert column(hours, "signed_in")["09"] == 3600 * SECOND
    assert column(hours, "seats_there")["10"] == Decimal("0.5")
    levels = centre.table()
    assert total(levels, "handling_time") == [360 * SECOND]
    with clock.frozen(DAY + timedelta(days=3, hours=1)):
        assert keeping.due_now() > 0, "again, for late records"


def test_files_have_no_formulas(centre: Centre) -> None:
    centre.call()
    text = as_csv(centre.table("seats"), "en")
    assert text.startswith("\ufeffSeat,")
    assert "\n1001 =a," in text
    assert as_workbook(centre.table(), "zh")[:2] == b"PK"


def test_each_tenant_its_own(centre: Centre) -> None:
    centre.call()
    other = TenantFactory(name="beta", timezone="Asia/Shanghai")
    db.session.commit()
    asked = {"since": date(2026, 3, 2), "until": date(2026, 3, 3)}
    for name in ("service-levels", "seat-hours", "seats", "origins"):
        found = report(other, Asked(name, **asked))
        assert not any(value for row in found.rows for value in row.values)
