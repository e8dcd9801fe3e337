"""A tenant's admin adds seats: asked, told what they cost, said yes to, handed out."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .conftest import DESK, PHONE, Visit

pytestmark = pytest.mark.browser

WIDTH = "document.documentElement.scrollWidth"


@pytest.mark.parametrize(
    ("visit", "first"), [(DESK, "3001"), (PHONE, "4001")], indirect=["visit"], ids=["desk", "phone"]
)
def test_seats_are_added_and_handed_out(visit: Visit, first: str) -> None:
    page = visit.log_in("acme")
    visit.open("/tenants/acme/seats")
    page.fill("[name=first]", first)
    page.fill("[name=count]", "2")
    page.click("form:has([name=kind][value=row]) button.btn-primary")
    expect(page.locator("table").last).to_contain_text(str(int(first) + 1))
    expect(page.locator("td strong").first).to_contain_text("+")
    assert page.evaluate(WIDTH) <= page.viewport_size["width"]  # type: ignore[index]
    page.click("form[action$='/seats/change'] button.btn-primary")
    expect(page.locator(".handout")).to_have_count(2)
    expect(page.locator(".handout .code svg").first).to_be_visible()
    assert page.evaluate(WIDTH) <= page.viewport_size["width"]  # type: ignore[index]
    assert not visit.complaints


@pytest.mark.parametrize("visit", [DESK, PHONE], indirect=True, ids=["desk", "phone"])
def test_a_seat_has_a_new_password_from_its_page(visit: Visit) -> None:
    page = visit.log_in("acme")
    visit.open("/tenants/acme/seats/1002")
    assert page.evaluate(WIDTH) <= page.viewport_size["width"]  # type: ignore[index]
    page.click("form[action$='/seats/passwords'] button")
    expect(page.locator("dialog[open]")).to_contain_text("stops working at once")
    page.click("dialog[open] button:has-text('New password')")
    expect(page.locator(".handout")).to_have_count(1)
    expect(page.locator(".handout")).to_contain_text("1002")
    expect(page.locator(".handout .code svg")).to_be_visible()
    assert page.evaluate(WIDTH) <= page.viewport_size["width"]  # type: ignore[index]
    assert not visit.complaints


@pytest.mark.parametrize("visit", [DESK, PHONE], indirect=True, ids=["desk", "phone"])
def test_a_seat_is_switched_off_with_what_follows_said_and_on_again_by_undo(visit: Visit) -> None:
    page = visit.log_in("acme")
    visit.open("/tenants/acme/seats/1003")
    page.click("form[action$='/1003/off'] button")
    expect(page.locator("dialog[open]")).to_contain_text("Its rent goes on.")
    page.click("dialog[open] button:has-text('Switch off')")
    expect(page.locator(".facts").first).to_contain_text("switched off")
    assert page.evaluate(WIDTH) <= page.viewport_size["width"]  # type: ignore[index]
    visit.open("/tenants/acme/seats")
    expect(page.locator("tr:has-text('1003')")).to_contain_text("switched off")
    visit.open("/tenants/acme/seats/1003")
    page.click("button:has-text('Switch on')")
    expect(page.locator("form[action$='/1003/off']")).to_be_visible()
    page.click("form[action$='/1003/off'] button")
    page.click("dialog[open] button:has-text('Switch off')")
    page.click(".toast button:has-text('Undo')")
    expect(page.locator("form[action$='/1003/off']")).to_be_visible()
    assert not visit.complaints


@pytest.mark.parametrize("visit", [DESK, PHONE], indirect=True, ids=["desk", "phone"])
def test_chosen_seats_are_switched_off_at_once_and_on_again_by_undo(visit: Visit) -> None:
    page = visit.log_in("acme")
    visit.open("/tenants/acme/seats")
    off = page.get_by_text("switched off", exact=True)
    for number in ("1002", "1003"):
        page.check(f"[name=number][value='{number}']")
    page.click("#chosen button:has-text('Switch off')")
    expect(page.locator("dialog[open]")).to_contain_text("Their rent goes on.")
    page.click("dialog[open] button:has-text('Switch off')")
    expect(page.locator(".toast")).to_contain_text("2 seats are switched off.")
    expect(off).to_have_count(2)
    assert page.evaluate(WIDTH) <= page.viewport_size["width"]  # type: ignore[index]
    page.click(".toast button:has-text('Undo')")
    expect(page.locator(".toast")).to_contain_text("2 seats are switched on.")
    expect(off).to_have_count(0)
    assert not visit.complaints
