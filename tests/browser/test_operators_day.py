"""An operator's morning: what is late, numbers that come in, a node put right, work planned."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import expect

from esl.mending.models import DONE, DriftLook
from seatyard import clock
from seatyard.db import db
from tenants.requests import service as requests
from tests.factories import TrunkFactory

from .conftest import PHONE, Visit

PAGES = (
    *("/overview", "/tenants", "/nodes", "/numbers", "/numbers/+861088880099?tenant=acme", "/carriers"),
    *("/carriers/carrier1", "/outages/plans", "/requests", "/requests?state=done", "/tenants/acme/requests"),
)


@pytest.fixture(scope="module", autouse=True)
def asked(house: tuple[Flask, str]) -> None:
    app, _ = house
    with app.app_context():
        TrunkFactory(name="carrier1")
        db.session.commit()
        with clock.frozen(clock.now() - timedelta(days=9)):
            requests.ask("acme", "number", "one of Beijing", by="acme")
        db.session.remove()


@pytest.mark.parametrize("visit", [PHONE], indirect=True)
def test_the_operators_pages_fit_a_phone(visit: Visit) -> None:
    visit.log_in("ops")
    for path in PAGES:
        assert visit.open(path) == 200
        wide = "document.documentElement.scrollWidth - innerWidth"
        assert visit.page.evaluate(wide) <= 0, path
    assert visit.complaints == []


def test_what_is_late_is_done_from_the_first_page(visit: Visit) -> None:
    page = visit.log_in("ops")
    visit.open("/overview")
    page.get_by_role("link", name="Late or due requests").click()
    expect(page.get_by_role("alert")).to_contain_text("1 is late.")
    row = page.get_by_role("row").filter(has_text="one of Beijing")
    expect(row).to_contain_text("days late")
    row.get_by_label("What was done, or why not").fill("+86 10 8888 0099")
    row.get_by_role("button", name="It is done").click()
    expect(page.get_by_text("Nothing is due: no tenant waits for anything.")).to_be_visible()
    visit.open("/requests?state=done")
    expect(page.get_by_role("row").filter(has_text="one of Beijing")).to_contain_text("+86 10 8888 0099")
    assert visit.complaints == []


def test_a_list_of_numbers_comes_in_and_one_is_given(visit: Visit, tmp_path: Path) -> None:
    list_of = tmp_path / "pool.csv"
    list_of.write_text("e164,carrier\n+862166660001,carrier1\n+862166660002,carrier1\n")
    page = visit.log_in("ops")
    visit.open("/numbers")
    visit.speak("中文")
    page.get_by_label("CSV 文件").set_input_files(list_of)
    page.get_by_role("button", name="查看将发生的变化").click()
    page.get_by_role("button", name="导入 2 个号码").click()
    expect(page.get_by_text("2 个号码已入池，0 个原已在池中。")).to_be_visible()
    page.get_by_role("link", name="+862166660001").click()
    page.get_by_label("给哪个租户（短名）？").fill("acme")
    page.get_by_role("button", name="继续").click()
    page.get_by_role("button", name="分配").click()
    expect(page.locator("dl.facts")).to_contain_text("已分配")
    visit.speak("English")
    expect(page.get_by_role("button", name="Take it away")).to_be_visible()
    assert visit.complaints == []


def test_a_repair_is_followed_until_it_is_done(visit: Visit, house: tuple[Flask, str]) -> None:
    page = visit.log_in("ops")
    visit.open("/nodes")
    card = page.locator("#node-fs1")
    card.get_by_role("button", name="Repair drift").click()
    expect(card).to_contain_text("ops asked for a repair.")
    app, _ = house
    with app.app_context():
        look = db.session.query(DriftLook).one()
        command = {"tenant": "acme", "command": "callcenter_config agent add x", "why": "missing"}
        look.state, look.finished_at, look.found = (
            DONE,
            clock.now(),
            {"differences": 1, "commands": [command]},
        )
        db.session.commit()
        db.session.remove()
    expect(card).to_contain_text("1 difference put right")
    expect(card.get_by_role("button", name="Repair drift")).to_be_visible()
    assert visit.complaints == []


def test_work_is_looked_at_and_then_announced(visit: Visit) -> None:
    page = visit.log_in("ops")
    visit.open("/outages/plans")
    page.get_by_role("link", name="Month after").click()
    page.locator("a.date").nth(9).click()
    announce = page.locator("#announce")
    announce.get_by_label("Reason").fill("new kernel")
    announce.get_by_label("fs1").check()
    announce.get_by_role("button", name="See what it takes").click()
    expect(page.get_by_text("Nothing is announced yet")).to_be_visible()
    expect(page.locator("a.planned")).to_contain_text("Draft fs1")
    announce.get_by_role("button", name="Announce").click()
    expect(page.locator("a.planned")).to_contain_text("P1 fs1")
    assert visit.complaints == []
