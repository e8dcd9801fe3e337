"""A tenant's admin sees how long recordings are kept, looks at what another time does, and asks for it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import expect

from esl.models import Node
from esl.recordings.models import Recording
from seatyard import clock
from seatyard.db import db
from tenants.models import Tenant
from tests.esl.recordings.test_forecast import stored

from .conftest import DESK, PHONE, Visit

pytestmark = pytest.mark.browser

WIDTH = "document.documentElement.scrollWidth"


@pytest.fixture
def recorded(house: tuple[Flask, str]) -> None:
    """A recording of each of the last seven weeks, kept for 60 days."""
    with house[0].app_context():
        tenant = db.session.query(Tenant).filter_by(name="acme").one()
        tenant.policies = (tenant.policies or {}) | {"recordings": {"record": "all", "keep": "60 days"}}
        db.session.query(Recording).filter_by(tenant_id=tenant.id).delete()
        node, now = db.session.query(Node).first(), clock.now()
        assert node is not None
        stored(tenant, node, [now - timedelta(days=day) for day in range(1, 50)], 960_000)
        db.session.remove()


@pytest.mark.parametrize(
    ("visit", "language", "shorter", "gone"),
    [(DESK, "English", "7 days", "recordings"), (PHONE, "中文", "7 天", "条录音")],
    indirect=["visit"],
    ids=["desk", "phone"],
)
def test_a_shorter_time_is_looked_at_and_asked_for(
    recorded: None, visit: Visit, language: str, shorter: str, gone: str
) -> None:
    page = visit.log_in("acme")
    if language != "English":
        visit.speak(language)
    visit.open("/tenants/acme/recordings")
    page.click("a[href$='/recordings/retention']")
    expect(page.locator("tbody progress").first).to_be_visible()
    page.fill("[name=count][type=number]", "7")
    page.select_option("[name=unit]", "day")
    page.click("#other button")
    expect(page.locator("#effect h2")).to_contain_text(shorter)
    expect(page.locator("#effect strong")).to_contain_text(gone)
    assert page.evaluate(WIDTH) <= page.viewport_size["width"]  # type: ignore[index]
    page.click("#effect button")
    expect(page.locator("#confirm-told")).to_contain_text(gone)
    page.click("#confirm button[value=yes]")
    page.wait_for_url("**/tenants/acme/requests*")
    expect(page.locator("tbody tr").first).to_contain_text("7 day")
    assert not visit.complaints
