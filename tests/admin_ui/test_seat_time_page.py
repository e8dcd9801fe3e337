"""A seat's days and the day of all seats against the clock, in both languages, each tenant its own."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from admin_ui.hour_line import WIDTH, hour_line
from esl.seat_time.days import by_day
from esl.seat_time.layers import Stretch
from esl.seat_time.models import NodeWatch
from esl.seat_time.registrations import HEARD, Noted, keep
from seatyard import clock
from seatyard.db import db
from tests.factories import NodeFactory, PlacementFactory, SeatFactory, SeatTenureFactory, TenantFactory

from .conftest import Visitor

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 3, 2, 12, tzinfo=SHANGHAI).astimezone(UTC)


@pytest.fixture
def acme(app: Flask) -> None:
    """Seat 1001 is there from 9:00 to 11:00; the switch is not listened to before 8:00 and after 11:30."""
    tenant, node = TenantFactory(name="acme"), NodeFactory(name="fs1")
    PlacementFactory(tenant=tenant, node=node)
    for number in ("1001", "1002"):
        seat = SeatFactory(tenant=tenant, number=number)
        SeatTenureFactory(seat=seat, starts_at=NOON - timedelta(days=90), ends_at=None)
    hours = {n: NOON + timedelta(hours=n - 12) for n in (8, 9, 11)}
    ends = NOON - timedelta(minutes=30)
    db.session.add(NodeWatch(node_id=node.id, starts_at=hours[8], core_uuid="c", ends_at=ends))
    phone = ("1001", tenant.domain)
    db.session.flush()
    keep(
        node.id, [Noted(phone, hours[9], frozenset("x"), HEARD), Noted(phone, hours[11], frozenset(), HEARD)]
    )
    db.session.commit()


def test_the_day_of_all_seats(acme: None, visit: Visitor) -> None:
    with clock.frozen(NOON):
        browser = visit("operator")
        browser.post("/language", data={"language": "en"})
        page = browser.get("/tenants/acme/seat-time").text
        assert "Ready 2:00:00" in page
        assert "Unknown 8:30:00" in page
        assert 'href="?day=2026-03-01"' in page
        assert "2026-03-03" not in page
        assert page.count('<svg class="hours"') == 2
        assert '<rect class="ready" x="540.0" y="0" width="120.0"' in page
        browser.post("/language", data={"language": "zh"})
        assert "话机未注册" in browser.get("/tenants/acme/seat-time").text
        past = browser.get("/tenants/acme/seat-time?day=2026-03-01").text
        assert "?day=2026-03-02" in past
        assert browser.get("/tenants/acme/seat-time?day=2020-01-01").status_code == 200
        for strange in ("9999-12-31", "x", "0001-01-01"):
            assert "2026-03-02" in browser.get(f"/tenants/acme/seat-time?day={strange}").text


def test_the_days_of_a_seat(acme: None, visit: Visitor) -> None:
    with clock.frozen(NOON):
        browser = visit("operator")
        browser.post("/language", data={"language": "en"})
        page = browser.get("/tenants/acme/seats/1001").text
    assert len(re.findall(r'<svg class="hours"', page)) == 7
    assert page.index("2026-03-02") < page.index("2026-03-01")


def test_a_file_for_spreadsheets(acme: None, visit: Visitor) -> None:
    with clock.frozen(NOON):
        answer = visit("finance").get("/tenants/acme/seat-time.csv?since=2026-03-01&until=2026-03-09")
    lines = answer.text.splitlines()
    assert lines[0].startswith("\ufeffseat,name,type,day,length,signed_in,talking")
    assert [line.split(",")[3] for line in lines[1:]] == ["2026-03-01", "2026-03-02"] * 2
    assert "acme-seat-time-2026-03-01-2026-03-02.csv" in answer.headers["Content-Disposition"]


def test_another_tenants_time_is_not_there(acme: None, visit: Visitor) -> None:
    browser = visit("tenant", tenant=TenantFactory(name="other"))
    for page in ("seat-time", "seat-time.csv"):
        assert browser.get(f"/tenants/acme/{page}").status_code == 404
        assert browser.get(f"/tenants/other/{page}").status_code == 200


def test_a_line_has_the_hours_of_its_day() -> None:
    starts = datetime(2026, 3, 29, tzinfo=BERLIN).astimezone(UTC)
    found = [
        Stretch(starts, starts + timedelta(hours=1), "ready", None, "phone a"),
        Stretch(starts + timedelta(hours=1), starts + timedelta(hours=2), "ready", None, "phone b"),
        Stretch(starts + timedelta(hours=2), starts + timedelta(hours=23), "unknown"),
    ]
    (day,) = by_day(found, BERLIN)
    line = hour_line(day, BERLIN)
    assert day.day == date(2026, 3, 29)
    assert len(line.hours) == 23
    assert [(bar.state, bar.x) for bar in line.bars] == [("ready", 0), ("unknown", round(2 / 23 * WIDTH, 1))]
    assert abs(line.bars[-1].x + line.bars[-1].width - WIDTH) < 0.2
