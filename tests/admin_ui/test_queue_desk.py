"""The queues' pages: seen, made, changed with what it does said first, removed; a queue in use stays."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from seatyard.db import db
from tenants.models import Queue
from tests.factories import ContractFactory, TenantFactory
from tests.support.house import Home, furnished

from .conftest import Visitor

FORM: dict[str, Any] = {
    "strategy": "round-robin",
    "wait_limit": "90",
    "on_timeout": "voicemail:sales",
    "wrap_up": "15",
    "add_level": "1",
}


@pytest.fixture
def homes(app: Any) -> list[Home]:
    return furnished(calls=4)


def english(browser: FlaskClient) -> FlaskClient:
    browser.post("/language", data={"language": "en"})
    return browser


def proposed(browser: FlaskClient, tenant: str, **form: Any) -> str:
    answer = browser.post(f"/tenants/{tenant}/queue-proposal", data=FORM | form)
    assert answer.status_code == 200, answer.text
    return answer.text


def yes(browser: FlaskClient, tenant: str, page: str) -> Any:
    found = re.search(r'name="wish" value="([^"]*)"', page)
    assert found
    return browser.post(f"/tenants/{tenant}/queue-change", data={"wish": unescape(found[1])})


def queues_of(home: Home) -> dict[str, Queue]:
    db.session.expire_all()
    return {one.name: one for one in db.session.scalars(select(Queue).filter_by(tenant_id=home.tenant.id))}


def test_a_list_says_how_each_queue_is(visit: Visitor, homes: list[Home]) -> None:
    page = english(visit(tenant=homes[0].tenant)).get("/tenants/acme/queues").text
    assert "Longest idle seat" in page
    assert "flow main" in page
    assert homes[0].tenant.numbers[0].e164 in page
    assert "120 seconds, then the call ends" in page


def test_without_a_queue_it_says_what_to_do(visit: Visitor, app: Any) -> None:
    tenant = TenantFactory(name="fresh")
    ContractFactory(tenant=tenant)
    page = english(visit(tenant=tenant)).get("/tenants/fresh/queues").text
    assert "No queue yet" in page
    assert "/tenants/fresh/queue-new" in page


def test_a_queue_is_made_with_what_it_does_on_the_switch_said_first(
    visit: Visitor, homes: list[Home]
) -> None:
    acme = homes[0]
    browser = english(visit(tenant=acme.tenant))
    page = proposed(browser, "acme", name="help", new="1", add="1001-1003, 1005")
    assert "help" not in queues_of(acme)
    assert "callcenter_config queue load help" in page
    assert "callcenter_config tier add help 1005 1 4" in page
    assert "level 1, position 4" in page
    answer = yes(browser, "acme", page)
    assert answer.status_code == 302
    made = queues_of(acme)["help"]
    assert (made.strategy, made.wait_limit, made.on_timeout, made.wrap_up, len(made.tiers)) == (
        *("round-robin", 90, "voicemail:sales", 15),
        4,
    )
    assert "on its way to fs1" in browser.get(answer.location).text


def test_seats_get_other_places_and_leave(visit: Visitor, homes: list[Home]) -> None:
    acme = homes[0]
    browser = english(visit(tenant=acme.tenant))
    places = {"level-1001": "2", "position-1001": "1", "level-1002": "1", "position-1002": "2"}
    page = proposed(browser, "acme", name="sales", member=["1001", "1002"], out=["1002"], **places)
    assert "level 1, position 1 → " not in page
    assert "level 2, position 1" in page
    assert "not in it" in page
    assert "callcenter_config tier set level sales 1001 2" in page
    assert "callcenter_config tier del sales 1002" in page
    assert yes(browser, "acme", page).status_code == 302
    tiers = {tier.seat.number: (tier.level, tier.position) for tier in queues_of(acme)["sales"].tiers}
    assert tiers["1001"] == (2, 1)
    assert "1002" not in tiers


def test_nothing_new_is_said_so(visit: Visitor, homes: list[Home]) -> None:
    browser = english(visit(tenant=homes[0].tenant))
    said = {"strategy": "longest-idle-agent", "wait_limit": "120", "on_timeout": "", "wrap_up": "10"}
    members = [seat.number for seat in homes[0].seats[:5]]
    places = {f"position-{number}": str(at) for at, number in enumerate(members, 1)}
    page = proposed(browser, "acme", name="sales", member=members, **said, **places)
    assert "is like this already" in page
    assert "Before you say yes" not in page
    assert "Yes, make it so" not in page


def test_what_a_contract_puts_off_is_dated(visit: Visitor, homes: list[Home]) -> None:
    beta = homes[1]
    browser = english(visit(tenant=beta.tenant))
    page = proposed(browser, "beta", name="help", new="1", add="1001")
    assert "1 business day" in page
    assert yes(browser, "beta", page).status_code == 302
    assert "help" not in queues_of(beta)
    listed = browser.get("/tenants/beta/queues").text
    assert "help" in listed
    assert "comes on" in listed


@pytest.mark.parametrize(
    ("language", "told"),
    [("zh", "流程 main 通向队列 sales"), ("en", "the flow main leads to the queue sales")],
)
def test_a_queue_that_a_flow_leads_to_is_not_removed(
    visit: Visitor, homes: list[Home], language: str, told: str
) -> None:
    browser = visit(tenant=homes[0].tenant)
    browser.post("/language", data={"language": language})
    assert 'value="remove"' not in browser.get("/tenants/acme/queues/sales").text
    answer = browser.post("/tenants/acme/queue-proposal", data={"name": "sales", "act": "remove"})
    assert answer.status_code == 400
    assert told in answer.text


def test_a_queue_that_nobody_needs_is_removed(visit: Visitor, homes: list[Home]) -> None:
    acme = homes[0]
    browser = english(visit(tenant=acme.tenant))
    yes(browser, "acme", proposed(browser, "acme", name="help", new="1", add="1001"))
    assert 'value="remove"' in browser.get("/tenants/acme/queues/help").text
    page = proposed(browser, "acme", name="help", act="remove")
    assert "callcenter_config queue unload help" in page
    assert yes(browser, "acme", page).status_code == 302
    assert set(queues_of(acme)) == {"sales"}


@pytest.mark.parametrize(
    ("form", "status", "told"),
    [
        ({"name": "sales", "new": "1"}, 409, "there is a queue sales already"),
        ({"name": "Sales!", "new": "1"}, 400, "not a queue&#39;s name: Sales!"),
        ({"name": "none"}, 200, ""),
        ({"name": "help", "new": "1", "add": "4711"}, 400, "no such seats: 4711"),
        ({"name": "help", "new": "1", "add": "4711-4712"}, 400, "no seats from 4711 to 4712"),
        ({"name": "help", "new": "1", "add": "x"}, 400, "not a seat&#39;s number: x"),
        ({"name": "help", "new": "1", "wait_limit": "long"}, 400, "not a number: long"),
        (
            {"name": "help", "new": "1", "on_timeout": "seat:", "on_timeout_seat": "9"},
            400,
            "no such seats: 9",
        ),
        (
            {"name": "help", "new": "1", "call_back": "1", "attempts": "3", "pause": "5", "hours": "noon"},
            *(400, "cannot read"),
        ),
    ],
)
def test_what_cannot_be_is_said_over_the_form(
    visit: Visitor, homes: list[Home], form: dict[str, str], status: int, told: str
) -> None:
    answer = english(visit(tenant=homes[0].tenant)).post("/tenants/acme/queue-proposal", data=FORM | form)
    assert answer.status_code == status, answer.text
    assert told in answer.text


@pytest.mark.parametrize("role", ["supervisor", "quality"])
def test_others_read(visit: Visitor, homes: list[Home], role: str) -> None:
    browser = visit(role, tenant=homes[0].tenant)
    for path in ("/tenants/acme/queues", "/tenants/acme/queues/sales"):
        page = browser.get(path).text
        assert "sales" in page
        assert "queue-proposal" not in page
        assert "queue-new" not in page
    assert browser.post("/tenants/acme/queue-proposal", data=FORM | {"name": "x"}).status_code == 403


def test_the_page_of_none(visit: Visitor, homes: list[Home]) -> None:
    assert visit(tenant=homes[0].tenant).get("/tenants/acme/queues/none").status_code == 404


def test_a_queue_asks_for_a_skill_and_its_seats_follow(visit: Visitor, homes: list[Home]) -> None:
    browser = english(visit("tenant", tenant=homes[0].tenant))
    given = {"number": ["1001", "1002"], "skill": "English", "level": "4"}
    page = browser.post("/tenants/acme/seats/proposal", data=given | {"act": "change"})
    assert "English 4" in page.text
    found = re.search(r'name="wishes" value="([^"]*)"', page.text)
    assert found
    browser.post("/tenants/acme/seats/change", data={"wishes": unescape(found[1])})
    told = proposed(browser, "acme", new="1", name="english", skill="English", least="3")
    assert "English, level 3 or better" in told
    assert "level 2, position 1" in told
    yes(browser, "acme", told)
    assert {tier.seat.number: tier.level for tier in queues_of(homes[0])["english"].tiers} == {
        "1001": 2,
        "1002": 2,
    }
    assert "from level 3" in browser.get("/tenants/acme/skills").text
    form = browser.get("/tenants/acme/queues/english").text
    assert 'name="by_skill"' in form
    assert 'name="member"' not in form


def test_a_skill_that_nobody_has_is_told(visit: Visitor, homes: list[Home]) -> None:
    browser = english(visit("tenant", tenant=homes[0].tenant))
    yes(browser, "acme", proposed(browser, "acme", new="1", name="french", skill="Français", least="1"))
    assert "nobody is good enough" in browser.get("/tenants/acme/skills").text
    assert "Nobody has this skill at that level yet" in browser.get("/tenants/acme/queues/french").text
    browser.post("/language", data={"language": "zh"})
    assert "技能一览" in browser.get("/tenants/acme/skills").text
