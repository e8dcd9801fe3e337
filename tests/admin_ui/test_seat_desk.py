"""The seats' pages: found, added with their price said first, given back, passwords shown once."""

from __future__ import annotations

import copy
import io
import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html
from lxml.html import HtmlElement
from sqlalchemy import select

from billing.models import Contract, ContractChange
from seatyard import clock
from seatyard.db import db
from tenants.models import Seat
from tenants.onboarding import leases
from tests.support.house import Home, furnished

from .conftest import Visitor

SEATS = "/tenants/beta/seats"


@pytest.fixture
def beta(app: Any) -> Home:
    return furnished(calls=4)[1]


def proposed(browser: FlaskClient, **form: Any) -> str:
    answer = browser.post(f"{SEATS}/proposal", data=form, content_type="multipart/form-data")
    assert answer.status_code == 200, answer.text
    return answer.text


def yes(browser: FlaskClient, page: str) -> Any:
    found = re.search(r'name="wishes" value="([^"]*)"', page)
    assert found
    return browser.post(f"{SEATS}/change", data={"wishes": unescape(found[1])})


def numbers_of(home: Home) -> list[str]:
    return list(
        db.session.scalars(select(Seat.number).filter_by(tenant_id=home.tenant.id).order_by(Seat.number))
    )


def test_seats_are_found(visit: Visitor, beta: Home) -> None:
    browser = visit(tenant=beta.tenant)
    assert "韩梅梅" in browser.get(SEATS).text
    found = browser.get(f"{SEATS}?q=1003").text
    assert "王芳" in found
    assert "韩梅梅" not in found


def test_seats_are_added_with_their_price_said_first(visit: Visitor, beta: Home) -> None:
    browser = visit(tenant=beta.tenant)
    page = proposed(browser, kind="row", first="2001", count="3", type="inbound", name="客服", queues="sales")
    assert "2003" not in numbers_of(beta)
    assert page.count("<strong>+") == 2
    sheet = yes(browser, page)
    assert sheet.status_code == 200
    assert sheet.text.count("<svg") >= 3
    assert {"2001", "2002", "2003"} <= set(numbers_of(beta))


def test_a_table_is_checked_by_line(visit: Visitor, beta: Home) -> None:
    table = "number,type,name,queues\n2001,inbound,A,sales\n2002,gold,B,\n1001,,Lei,\n"
    browser = visit(tenant=beta.tenant)
    browser.post("/language", data={"language": "en"})
    file = (io.BytesIO(table.encode()), "seats.csv")
    page = proposed(browser, kind="table", file=file)
    assert "the contract has no price for this type: gold" in page
    assert yes(browser, page).status_code == 200
    assert "2002" not in numbers_of(beta)


def test_a_seat_is_given_back_and_kept_after_all(visit: Visitor, beta: Home) -> None:
    browser = visit(tenant=beta.tenant)
    page = proposed(browser, act="release", number="1002")
    assert yes(browser, page).status_code == 302
    db.session.expire_all()
    (seat,) = db.session.scalars(select(Seat).filter_by(tenant_id=beta.tenant.id, number="1002"))
    assert not seat.leased


def test_a_new_password_is_shown_once_and_the_old_one_dies(visit: Visitor, beta: Home) -> None:
    of_1001 = select(Seat.a1_hash).filter_by(tenant_id=beta.tenant.id, number="1001")
    before, generation = db.session.scalar(of_1001), beta.tenant.generation
    browser = visit(tenant=beta.tenant)
    sheet = browser.post(f"{SEATS}/passwords", data={"number": ["1001", "1002"]})
    assert sheet.status_code == 200
    assert sheet.text.count('class="code"') == 2
    db.session.expire_all()
    assert db.session.scalar(of_1001) != before
    assert beta.tenant.generation == generation + 1


def test_none_chosen_is_said(visit: Visitor, beta: Home) -> None:
    browser = visit(tenant=beta.tenant)
    browser.post("/language", data={"language": "en"})
    answer = browser.post(f"{SEATS}/proposal", data={"act": "release"})
    assert answer.status_code == 400
    assert "Choose 1 to 1000 seats first." in answer.text


def switched(browser: FlaskClient, where: str, *numbers: str) -> HtmlElement:
    """The toast after it."""
    answer = browser.post(where, data={"number": list(numbers)})
    assert answer.status_code == 302, answer.text
    page = html.fromstring(browser.get(answer.location).text)
    return page.xpath("//div[@class='toasts']")[0]


def test_the_chosen_ones_are_switched_off_with_what_follows_said_and_on_by_undo(
    visit: Visitor, beta: Home
) -> None:
    browser, held = visit(tenant=beta.tenant), [seat.number for seat in beta.seats if seat.leased]
    for language, follows, off, alone, on in (
        (
            "en",
            "Their rent goes on.",
            "5 seats are switched off.",
            "main/desk still sends",
            "5 seats are switched on.",
        ),
        ("zh", "租金照常计收", "已停用 5 个坐席。", "main/desk 仍会", "已启用 5 个坐席。"),
    ):
        browser.post("/language", data={"language": language})
        assert follows in browser.get(SEATS).text
        toast = switched(browser, f"{SEATS}/off", *held)
        assert off in toast.text_content()
        assert alone in toast.text_content()
        assert on in switched(browser, *toast.xpath(".//form/@action")).text_content()
    db.session.expire_all()
    assert held == [seat.number for seat in beta.seats if seat.leased and seat.active]


def test_undo_leaves_off_what_was_off_before(visit: Visitor, beta: Home) -> None:
    browser = visit(tenant=beta.tenant)
    switched(browser, f"{SEATS}/off", "1001")
    (undo,) = switched(browser, f"{SEATS}/off", "1001", "1002").xpath(".//form/@action")
    switched(browser, undo)
    assert browser.post(undo).status_code == 400
    assert browser.post(f"{SEATS}/on?since=yesterday").status_code == 400
    db.session.expire_all()
    assert {seat.number for seat in beta.seats if not seat.active} == {"1001"}
    leads = visit("supervisor", tenant=beta.tenant)
    assert leads.post(f"{SEATS}/off", data={"number": "1002"}).status_code == 403


def agreed_without(home: Home, type: str) -> None:
    """The contract has no price for a type of seat any more, from this month on."""
    contract = db.session.scalars(select(Contract).filter_by(tenant_id=home.tenant.id)).one()
    terms = copy.deepcopy(contract.terms)
    del terms["seat_rent"]["price"][type]
    day = clock.now().date().replace(day=1)
    overrides = {"seat_rent": {"price": {type: None}}}
    contract.changes = [ContractChange(starts=day, signed=day, overrides=overrides, terms=terms)]
    db.session.commit()


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "which has no price (allowed: Inbound only)"), ("zh", "没有价格（可以是：呼入坐席）")],
)
def test_what_has_no_bill_is_said_in_words(visit: Visitor, beta: Home, language: str, said: str) -> None:
    agreed_without(beta, "bidirectional")
    browser = visit(tenant=beta.tenant)
    browser.post("/language", data={"language": language})
    page = proposed(browser, kind="row", first="2001", count="1", type="inbound")
    assert said in page
    assert "The rent stays as it is" not in page
    assert "租金不变" not in page


def test_one_that_ends_on_a_day_to_come_is_kept_by_one_click(visit: Visitor, beta: Home) -> None:
    (seat,) = db.session.scalars(select(Seat).filter_by(tenant_id=beta.tenant.id, number="1002"))
    groups = [tier.queue.name for tier in seat.tiers]
    leases.end(seat, clock.now() + timedelta(days=5))
    db.session.commit()
    browser = visit(tenant=beta.tenant)
    browser.post("/language", data={"language": "en"})
    assert browser.get(SEATS).text.count("Keep it") == 1
    page = proposed(browser, act="keep", number="1002")
    assert "is kept" in page
    assert yes(browser, page).status_code == 302
    db.session.expire_all()
    assert seat.leased
    assert [tier.queue.name for tier in seat.tiers] == groups
    assert "Keep it" not in browser.get(SEATS).text


@pytest.mark.parametrize(
    ("path", "form", "en", "zh"),
    [
        ("change", {"wishes": "["}, "ask again from the list", "请从列表重新提出"),
        ("passwords", {"number": "1999"}, "no seat 1999 of tenant beta", "租户 beta 没有坐席 1999"),
        ("proposal", {"kind": "table", "table": "x" * 200_000}, "line 1 cannot be read", "第 1 行无法读取"),
    ],
)
def test_the_real_reason_is_said(
    visit: Visitor, beta: Home, path: str, form: dict[str, str], en: str, zh: str
) -> None:
    browser = visit(tenant=beta.tenant)
    for language, reason in (("en", en), ("zh", zh)):
        browser.post("/language", data={"language": language})
        answer = browser.post(f"{SEATS}/{path}", data=form)
        assert answer.status_code in (400, 404)
        assert reason in answer.text
        assert "cannot be made so" not in answer.text
        assert "无法这样更改" not in answer.text


@pytest.mark.parametrize("role", ["supervisor", "quality"])
def test_others_read(visit: Visitor, beta: Home, role: str) -> None:
    browser = visit(role, tenant=beta.tenant)
    page = browser.get(SEATS).text
    assert "韩梅梅" in page
    assert "proposal" not in page
    assert browser.post(f"{SEATS}/proposal", data={"act": "release", "number": "1001"}).status_code in (
        403,
        404,
    )
