"""What stands around every page: the menu, light and dark, a question before what is final, a word after."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import expect

from esl.prompts import service as prompts
from seatyard.db import db
from tenants import directory
from tests.support import sound

from .conftest import PHONE, Visit

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("visit", [PHONE], indirect=True)
def test_on_a_phone_the_menu_comes_and_goes_by_keyboard(visit: Visit) -> None:
    page = visit.log_in("ops")
    menu = page.locator("#menu")
    expect(menu).to_be_hidden()
    page.get_by_role("button", name="Menu").focus()
    page.keyboard.press("Enter")
    expect(menu).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    page.get_by_role("button", name="Menu").click()
    menu.get_by_role("link", name="Outages").click()
    expect(page.locator("h1")).to_have_text("Outages")
    expect(menu).to_be_hidden()


def test_light_or_dark_is_chosen_and_stays(visit: Visit) -> None:
    page = visit.log_in("fin")
    page.emulate_media(color_scheme="light")
    html = page.locator("html")
    page.click(".who")
    page.get_by_role("button", name="Dark").click()
    expect(html).to_have_attribute("data-bs-theme", "dark")
    visit.open("/owed")
    expect(html).to_have_attribute("data-bs-theme", "dark")
    page.click(".who")
    expect(page.get_by_role("button", name="Dark")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="As the system").click()
    expect(html).to_have_attribute("data-bs-theme", "light")
    assert visit.complaints == []


def test_what_is_final_is_asked_before_and_told_after(house: tuple[Flask, str], visit: Visit) -> None:
    with house[0].app_context():
        acme = directory.find("acme")
        assert acme is not None
        prompts.add(acme, "gone.wav", sound.wav(), where="gone.wav")
        db.session.remove()
    page = visit.log_in("acme")
    visit.open("/tenants/acme/prompts")
    row = page.locator("tr", has_text="gone.wav")
    row.get_by_role("button", name="Remove").click()
    asked = page.get_by_role("dialog")
    expect(asked).to_contain_text("deleted for good")
    expect(asked.get_by_role("button", name="Cancel")).to_be_focused()
    page.keyboard.press("Escape")
    expect(asked).to_be_hidden()
    expect(row).to_be_visible()
    row.get_by_role("button", name="Remove").click()
    asked.get_by_role("button", name="Remove").click()
    expect(row).to_have_count(0)
    expect(page.locator(".toast")).to_have_text("The recording is removed.")
    page.get_by_role("button", name="Close").click()
    expect(page.locator(".toast")).to_have_count(0)
    assert visit.complaints == []


def test_a_tenants_rooms_are_one_click_apart_for_the_operator(visit: Visit) -> None:
    page = visit.log_in("ops")
    visit.open("/tenants/acme")
    tabs = page.locator("nav.tabs")
    tabs.get_by_role("link", name="Ledger").click()
    expect(page.locator("h1")).to_have_text("Ledger")
    expect(tabs.locator("[aria-current]")).to_have_text("Ledger")
