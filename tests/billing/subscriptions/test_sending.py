"""Reports by e-mail: each period's once, to whom it may go, until they leave."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from billing.mails.models import Mail
from billing.subscriptions import sending, service
from billing.subscriptions.models import ReportSubscription
from billing.subscriptions.periods import next_day, told_on
from seatyard import clock
from seatyard.db import db
from seatyard.errors import Conflict, InvalidInput, NotFound
from tenants.models import Tenant
from tests.admin_ui.conftest import Browser
from tests.factories import ConversationFactory, TenantFactory, UserFactory

MONDAY = datetime(2026, 3, 2, 1, tzinfo=UTC)
"""9 o'clock in Shanghai."""
LI, WANG = "li@acme.example", "wang@acme.example"


@pytest.fixture
def acme(app: Flask) -> Iterator[Tenant]:
    with clock.frozen(MONDAY):
        made = TenantFactory(name="acme", title_zh="安康", title_en="Acme", timezone="Asia/Shanghai")
        UserFactory(login=LI, role="tenant", tenant=made)
        made.policies = {"billing": {"contacts": [{"email": WANG}]}}
        ConversationFactory(tenant=made, started_at=MONDAY, queue_id=1, wait_us=5_000_000)
        db.session.commit()
        yield made


def subscribed(acme: Tenant, **said: str) -> ReportSubscription:
    usual = {"report": "service-levels", "every": "day", "address": LI, "language": "en", "by": LI}
    return service.subscribe(acme, **usual | said)


def mails() -> list[Mail]:
    return db.session.query(Mail).order_by(Mail.id).all()


def test_periods_of_an_e_mail() -> None:
    assert next_day("week", date(2026, 3, 4)) == date(2026, 3, 9)
    assert next_day("week", date(2026, 3, 9)) == date(2026, 3, 16)
    assert next_day("month", date(2026, 12, 31)) == date(2027, 1, 1)
    assert told_on("month", date(2026, 3, 1)) == (date(2026, 2, 1), date(2026, 2, 28))
    assert told_on("week", date(2026, 3, 9)) == (date(2026, 3, 2), date(2026, 3, 8))


def test_a_day_is_told_once_after_seven_o_clock(acme: Tenant) -> None:
    subscribed(acme)
    assert sending.due_now() == 0
    with clock.frozen(datetime(2026, 3, 2, 22, 59, tzinfo=UTC)):
        assert sending.due_now() == 0
    with clock.frozen(datetime(2026, 3, 2, 23, 1, tzinfo=UTC)):
        assert [sending.due_now(), sending.due_now()] == [1, 0]
    (mail,) = mails()
    assert mail.recipient == LI
    assert mail.subject == "Service levels: Acme, 2026-03-02 to 2026-03-02"
    assert "Calls in: 1\n" in mail.text
    assert "Service level: 100.0 %\n" in mail.text
    assert "/tenants/acme/reports/service-levels?since=2026-03-02&until=2026-03-02&by=hour" in mail.text


def test_days_that_nobody_looked_are_made_up_for(acme: Tenant) -> None:
    subscribed(acme)
    with clock.frozen(MONDAY + timedelta(days=3)):
        assert [sending.due_now() for _ in range(4)] == [1, 1, 1, 0]
    assert [mail.key.rpartition(":")[2] for mail in mails()] == ["2026-03-02", "2026-03-03", "2026-03-04"]


def test_a_crash_after_the_writing_writes_nothing_again(acme: Tenant) -> None:
    row = subscribed(acme)
    with clock.frozen(MONDAY + timedelta(days=1)):
        assert sending.due_now() == 1
        db.session.get_one(ReportSubscription, row.id).next_on = date(2026, 3, 3)
        db.session.commit()
        sending.due_now()
    assert len(mails()) == 1


def test_to_whom_it_may_go(acme: Tenant) -> None:
    other = TenantFactory(name="beta")
    UserFactory(login="eve@beta.example", role="tenant", tenant=other)
    db.session.commit()
    assert service.allowed(acme) == [LI, WANG]
    for said in ({"address": "eve@beta.example"}, {"report": "horoscope"}, {"every": "minute"}):
        with pytest.raises(InvalidInput):
            subscribed(acme, **said)
    subscribed(acme, address=WANG)
    with pytest.raises(Conflict):
        subscribed(acme, address=WANG)
    acme.policies = {}
    db.session.commit()
    with clock.frozen(MONDAY + timedelta(days=1)):
        assert sending.due_now() == 0
    (one,) = service.listing(acme.id)
    assert "no longer" in one.subscription.problem
    assert one.subscription.paused_at is not None


def test_paused_resumed_removed(acme: Tenant) -> None:
    row = subscribed(acme)
    service.pause(acme.id, row.id)
    with clock.frozen(MONDAY + timedelta(days=5)):
        assert sending.due_now() == 0
        service.resume(acme.id, row.id)
        assert sending.due_now() == 0, "from the next full day on"
    with clock.frozen(MONDAY + timedelta(days=6)):
        assert sending.due_now() == 1
        service.remove(acme.id, row.id)
    (mail,) = mails()
    assert mail.cancelled_at is not None
    with pytest.raises(NotFound):
        service.pause(acme.id, row.id)


def test_its_reader_leaves_by_the_link_and_nobody_takes_them_back(acme: Tenant, app: Flask) -> None:
    app.test_client_class = Browser
    client, row = app.test_client(), subscribed(acme)
    with clock.frozen(MONDAY + timedelta(days=1)):
        sending.due_now()
    link = re.search(r"/reports/leave/\S+", mails()[0].text)[0]  # type: ignore[index]
    assert client.get(link).status_code == 200
    db.session.expire_all()
    assert db.session.get_one(ReportSubscription, row.id).left_at is None, "a look is no word"
    assert client.post(link).status_code == 200
    db.session.expire_all()
    assert db.session.get_one(ReportSubscription, row.id).left_at is not None
    for act in (service.resume, service.remove):
        with pytest.raises(Conflict):
            act(acme.id, row.id)
    with pytest.raises(Conflict):
        subscribed(acme, by="boss@acme.example")
    assert subscribed(acme, by=LI).left_at is None
    assert client.get("/reports/leave/abc").status_code == 404


def test_what_cannot_be_made_is_told_and_stops_nobody(acme: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    subscribed(acme, report="seats")
    subscribed(acme)
    right = sending.report

    def wrong(tenant: Tenant, asked: Any) -> Any:
        if asked.report == "seats":
            raise ZeroDivisionError("by nobody")
        return right(tenant, asked)

    monkeypatch.setattr(sending, "report", wrong)
    with clock.frozen(MONDAY + timedelta(days=1)):
        assert sending.due_now() == 1
    told = {one.subscription.report: one.subscription.problem for one in service.listing(acme.id)}
    assert told == {"seats": "ZeroDivisionError: by nobody", "service-levels": ""}
