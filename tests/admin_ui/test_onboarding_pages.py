"""A new tenant by the pages: each step kept, checked as a file is, reviewed, made once, and called."""

from __future__ import annotations

import io
from typing import Any

import pytest
import yaml
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import func, select

from billing import terms
from billing.models import Contract
from esl.testing.models import TestCall
from seatyard.db import db
from tenants import numbers
from tenants.models import Tenant
from tenants.onboarding.drafts.models import OnboardingDraft
from tests.factories import NodeFactory, TenantFactory
from tests.tenants.files import DID, acme

from .conftest import Visitor


@pytest.fixture
def operator(app: Flask, visit: Visitor) -> FlaskClient:
    TenantFactory(domain="old.seats.example")
    NodeFactory(name="fs1")
    numbers.add(DID)
    numbers.add("+861088880002")
    db.session.commit()
    return visit("operator")


def sent(page: str, action: str = "") -> dict[str, Any]:
    """The inputs of the page's wizard form, as a browser would send them."""
    (form,) = html.fromstring(page).xpath("//form[contains(@class, 'wizard') or @data-live]")
    found: dict[str, Any] = {}
    for name, value in form.form_values():
        found.setdefault(name, []).append(value)
    return found


def begun(browser: FlaskClient, **typed: str) -> str:
    """A draft by its first step; the address of the second."""
    first = sent(browser.get("/onboarding").text) | {"name": "neu", "title_zh": "新客", **typed}
    answer = browser.post("/onboarding", data=first)
    assert answer.status_code == 302, answer.text
    return str(answer.location)


def go_on(browser: FlaskClient, step: str, **typed: Any) -> str:
    answer = browser.post(step, data=sent(browser.get(step).text) | typed)
    assert answer.status_code == 302, answer.text
    return str(answer.location)


def tenant() -> Tenant:
    return db.session.scalars(select(Tenant).filter_by(name="neu")).one()


def test_from_a_name_to_a_tenant(operator: FlaskClient) -> None:
    figures = begun(operator)
    seats = go_on(operator, figures)
    review = go_on(operator, seats, admin="boss@neu.example")
    page = operator.get(review).text
    assert "callcenter_config queue load service" in page
    assert f"{DID}" in page
    made = operator.post(review.replace("review", "make"))
    assert made.location == "/tenants/neu/live"
    new = tenant()
    assert (new.domain, new.title_zh, new.title_en) == ("neu.seats.example", "新客", "新客")
    assert len(new.seats) == 10
    assert [one.e164 for one in new.numbers] == [DID]


def test_a_double_click_makes_one_tenant(operator: FlaskClient) -> None:
    make = go_on(operator, go_on(operator, begun(operator))).replace("review", "make")
    assert [operator.post(make).location for _ in range(2)] == ["/tenants/neu/live"] * 2
    assert db.session.scalar(select(func.count()).select_from(Contract)) == 1


def test_figures_are_kept_as_overrides(operator: FlaskClient) -> None:
    figures = begun(operator)
    inputs = sent(operator.get(figures).text)
    price = next(
        name for name in inputs if name.startswith("terms.seat_rent.price[0]") and "~key" not in name
    )
    counts = next(name for name in inputs if name.startswith("seats[0]") and "~key" not in name)
    seats = go_on(operator, figures, **{price: "321", counts: "3"})
    document = db.session.scalars(select(OnboardingDraft)).one().document
    assert "321" in str(document["contract"]["overrides"])
    assert len(document["seats"]) == len(document["queues"][0]["seats"]) == 3
    assert "8001" in operator.get(seats).text


@pytest.mark.parametrize("template", terms.names())
def test_every_template_comes_through(operator: FlaskClient, template: str) -> None:
    review = go_on(operator, go_on(operator, begun(operator, template=template)))
    answer = operator.get(review)
    assert answer.status_code == 200
    assert "/make" in answer.text, answer.text


@pytest.mark.parametrize(
    ("typed", "at"),
    [({"name": "Neu!"}, "name"), ({"domain": "old.seats.example"}, "domain"), ({"starts": "soon"}, "starts")],
)
def test_a_fault_is_one_line_at_its_field(operator: FlaskClient, typed: dict[str, str], at: str) -> None:
    first = sent(operator.get("/onboarding").text) | {"name": "neu", "title_zh": "新客"} | typed
    answer = operator.post("/onboarding", data=first)
    assert answer.status_code in (400, 409)
    (wrong,) = html.fromstring(answer.text).xpath("//*[@aria-invalid]")
    assert wrong.get("name") == at
    assert html.fromstring(answer.text).xpath(f"//input[@name='{at}']/..//*[@role='alert']")
    assert db.session.scalar(select(func.count()).select_from(OnboardingDraft)) == 0


def test_what_is_wrong_with_seats_is_said_there(operator: FlaskClient) -> None:
    seats = go_on(operator, begun(operator))
    typed = sent(operator.get(seats).text) | {"runs[0].first": "1", "runs[0].count": "5"}
    answer = operator.post(seats, data=typed)
    assert answer.status_code == 400
    assert 'value="1"' in answer.text
    answer = operator.post(seats, data=sent(operator.get(seats).text) | {"admin": "nobody"})
    assert answer.status_code == 400


def test_steps_can_be_gone_back_to(operator: FlaskClient) -> None:
    review = go_on(operator, go_on(operator, begun(operator)))
    customer = review.replace("review", "customer")
    go_on(operator, customer, title_en="Brand new")
    assert "Brand new" in operator.get(review).text


def test_a_number_that_somebody_took_meanwhile(operator: FlaskClient) -> None:
    review = go_on(operator, go_on(operator, begun(operator)))
    other = operator.get("/onboarding").text
    assert "neu" in other
    second = go_on(operator, go_on(operator, begun(operator, name="andere")))
    assert operator.post(second.replace("review", "make")).status_code == 302
    page = operator.get(review).text
    assert "/make" not in page
    assert "/seats" in html.fromstring(page).xpath("//div[@role='alert']//a/@href")[0]
    assert operator.post(review.replace("review", "make")).status_code == 409


def test_a_file_up_and_down(operator: FlaskClient) -> None:
    text = yaml.safe_dump(acme(), allow_unicode=True).encode()
    answer = operator.post("/onboarding/file", data={"file": (io.BytesIO(text), "acme.yaml")})
    assert answer.location.endswith("/review")
    page = operator.get(answer.location).text
    assert "callcenter_config tier add sales 1002 2 1" in page
    for step in ("customer", "figures", "seats"):
        assert operator.get(answer.location.replace("review", step)).status_code == 200
    go_on(operator, answer.location.replace("review", "seats"))
    down = operator.get(answer.location.replace("review", "file.yaml"))
    assert "lilei" not in down.text
    got = yaml.safe_load(down.text)
    assert got["flows"] == acme()["flows"]
    assert got["queues"] == acme()["queues"]
    again = operator.post("/onboarding/file", data={"file": (io.BytesIO(down.data), "a.yaml")})
    assert again.status_code == 302


@pytest.mark.parametrize("content", [b"", b"\xff", b"tenant: [", b"tenant: {}", b"contract: 1"])
def test_a_file_that_is_none(operator: FlaskClient, content: bytes) -> None:
    answer = operator.post("/onboarding/file", data={"file": (io.BytesIO(content), "a.yaml")})
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text


def test_thrown_away_and_taken_back(operator: FlaskClient) -> None:
    figures = begun(operator)
    operator.post(figures.replace("figures", "discard"))
    assert "restore" in operator.get("/onboarding").text
    operator.post(figures.replace("figures", "restore"))
    assert go_on(operator, figures)


def test_what_was_made_up_is_shown_once(operator: FlaskClient) -> None:
    operator.post(go_on(operator, go_on(operator, begun(operator))).replace("review", "make"))
    assert "logins.html" in operator.get("/tenants/neu/live").text
    told = operator.post("/tenants/neu/live/logins.csv")
    assert told.text.count("\r\n") == 11
    assert "logins.html" not in operator.get("/tenants/neu/live").text
    assert "8001" not in operator.post("/tenants/neu/live/logins.html").text


def test_a_test_call_is_asked_for(operator: FlaskClient) -> None:
    operator.post(go_on(operator, go_on(operator, begun(operator))).replace("review", "make"))
    answer = operator.post("/tenants/neu/live/call", data={"number": DID}, headers={"HX-Request": "true"})
    assert 'data-test-call="asked"' in answer.text
    assert "hx-trigger" in answer.text
    assert db.session.scalars(select(TestCall)).one().number == DID
    refused = operator.post("/tenants/neu/live/call", data={"number": "+861088880002"})
    assert refused.status_code == 400


def test_the_same_in_chinese(operator: FlaskClient) -> None:
    operator.post("/language", data={"language": "zh"})
    assert "简称" in operator.get("/onboarding").text
    answer = operator.post("/onboarding", data=sent(operator.get("/onboarding").text) | {"name": "N!"})
    assert "不可用" in answer.text


def test_the_review_says_with_how_many_people_it_reckons(operator: FlaskClient) -> None:
    review = go_on(operator, go_on(operator, begun(operator, template="seat-outsourcing")))
    for language, said in (("en", "10 × agents"), ("zh", "10 × 一线客服")):
        operator.post("/language", data={"language": language})
        assert said in operator.get(review).text
