"""A seat's page: what it may do follows its type, and nobody sees another tenant's."""

from __future__ import annotations

import re

from seatyard.db import db
from tests.factories import QueueFactory, QueueSeatFactory, SeatFactory, TenantFactory

from .conftest import Visitor


def rows(page: str) -> dict[str, str]:
    """Of the functions: yes or no, by name."""
    found = re.findall(r'<tr><td>([^<]+)</td><td[^>]*><span class="badge[^>]*>(yes|no)</span>', page)
    return dict(found)


def test_an_inbound_seat_and_a_supervisor(visit: Visitor) -> None:
    tenant = TenantFactory(name="acme")
    SeatFactory(tenant=tenant, number="1001", type="inbound", phone="+8613911112222")
    SeatFactory(tenant=tenant, number="1002", type="bidirectional", supervisor=True, devices=3)
    db.session.commit()
    browser = visit("operator")
    browser.post("/language", data={"language": "en"})
    quiet = browser.get("/tenants/acme/seats/1001").text
    boss = browser.get("/tenants/acme/seats/1002").text
    assert "the ordinary telephone +8613911112222" in quiet
    assert "up to 3 SIP phones at a time" in boss
    may_not = {name for name, said in rows(quiet).items() if said == "no"}
    assert may_not == {
        "Calls out",
        "Transfer callers",
        "Transfer outside",
        "Three-way calls",
        "Listen, whisper, barge in, take over, end talks",
    }
    assert set(rows(boss).values()) == {"yes"}
    assert "<code>*7</code>" in quiet
    assert browser.get("/tenants/acme/seats/9999").status_code == 404


def test_another_tenants_seat_is_not_there(visit: Visitor) -> None:
    SeatFactory(tenant=TenantFactory(name="acme"), number="1001")
    other = TenantFactory(name="other")
    db.session.commit()
    assert visit("tenant", tenant=other).get("/tenants/acme/seats/1001").status_code == 404


def test_its_password_is_renewed_by_its_admins_alone(visit: Visitor) -> None:
    tenant = TenantFactory(name="acme")
    seat = SeatFactory(tenant=tenant, number="1001")
    db.session.commit()
    before = seat.a1_hash
    assert "/seats/passwords" not in visit("supervisor", tenant=tenant).get("/tenants/acme/seats/1001").text
    browser = visit(tenant=tenant)
    for language, said in (("en", "stops working at once"), ("zh", "旧密码即刻失效")):
        browser.post("/language", data={"language": language})
        assert said in browser.get("/tenants/acme/seats/1001").text
    sheet = browser.post("/tenants/acme/seats/passwords", data={"number": "1001"})
    assert sheet.text.count('class="code"') == 1
    db.session.expire_all()
    assert seat.a1_hash != before


def test_it_is_switched_off_and_on_by_its_admins_alone(visit: Visitor) -> None:
    tenant = TenantFactory(name="acme")
    seat = SeatFactory(tenant=tenant, number="1001")
    QueueSeatFactory(seat=seat, queue=QueueFactory(tenant=tenant, name="sales"))
    db.session.commit()
    page = "/tenants/acme/seats/1001"
    assert f"{page}/off" not in visit("supervisor", tenant=tenant).get(page).text
    browser = visit(tenant=tenant)
    for language, said, alone, off in (
        ("en", "Its rent goes on.", "Nobody is left in sales", "switched off"),
        ("zh", "租金照常计收。", "队列 sales 将没有可用坐席", "已停用"),
    ):
        browser.post("/language", data={"language": language})
        text = browser.get(page).text
        assert said in text
        assert alone in text
        follows = browser.post(f"{page}/off")
        assert follows.status_code == 302
        assert f'action="{page}/on"' in browser.get(follows.location).text
        assert off in browser.get("/tenants/acme/seats").text
        assert browser.post(f"{page}/on").status_code == 302
    db.session.expire_all()
    assert seat.active
