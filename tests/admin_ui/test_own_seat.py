"""A seat logs in with tenant, number and password, and sees what is its own."""

from __future__ import annotations

from datetime import UTC, datetime

from flask.testing import FlaskClient

from esl.seats import listing
from seatyard import clock
from seatyard.db import db
from tests.factories import PASSWORD, SeatFactory, TenantFactory, UserFactory
from tests.support.house import furnished

from .conftest import Visitor

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)


def test_a_seat_logs_in_by_tenant_and_number(client: FlaskClient) -> None:
    UserFactory(seat=SeatFactory(tenant=TenantFactory(name="acme"), number="1001"), login="acme/1001")
    UserFactory(seat=SeatFactory(tenant=TenantFactory(name="beta"), number="1001"), login="beta/1001")
    assert 'name="number"' in client.get("/login?seat=1").text
    wrong = client.post("/login", data={"tenant": "gone", "number": "1001", "password": PASSWORD})
    assert wrong.status_code == 401
    assert 'name="number"' in wrong.text
    answer = client.post("/login", data={"tenant": "acme", "number": "1001", "password": PASSWORD})
    assert answer.location == "/"
    assert client.get("/").location == "/me"
    assert "1001" in client.get("/me").text


def test_it_sees_its_own_calls_of_the_day_and_no_others(visit: Visitor) -> None:
    acme, _ = furnished(calls=14)
    own = [n for n in range(14) if acme.seats[n % 6] is acme.seats[0]]
    with clock.frozen(NOON):
        page = visit(seat=acme.seats[0], login="acme/1001").get("/me").text
    assert f"+86138{own[0]:08d}" in page
    assert f"+86138{1:08d}" not in page
    assert "韩梅梅" not in page


def test_it_reaches_nothing_else(visit: Visitor) -> None:
    acme, _ = furnished(calls=1)
    browser = visit(seat=acme.seats[0])
    for path in (
        "/tenants/acme",
        "/tenants/acme/calls",
        "/tenants/acme/seats/1001",
        "/tenants/acme/seats/1002",
    ):
        assert browser.get(path).status_code == 403, path
    assert browser.get("/tenants/beta/calls").status_code == 404
    assert visit("tenant", tenant=acme.tenant).get("/me").status_code == 403


def test_it_says_its_state(visit: Visitor) -> None:
    acme, _ = furnished(calls=1)
    browser = visit(seat=acme.seats[0], login="acme/1001")
    assert browser.post("/me/state", data={"state": "busy", "reason": "1"}).status_code == 302
    db.session.rollback()
    now = next(one for one in listing.of_tenant("acme") if one.number == "1001")
    assert (now.state, now.reason) == ("busy", 1)
    assert browser.post("/me/state", data={"state": "asleep"}).status_code == 400


def test_a_seat_that_is_leased_no_more_has_no_page(visit: Visitor) -> None:
    seat = SeatFactory(active=False)
    assert visit(seat=seat).get("/me").status_code == 404
