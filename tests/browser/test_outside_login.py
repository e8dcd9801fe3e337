"""There and back in a real browser, on a phone: what it lets a page do is what the way needs."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import expect

from seatyard.db import db
from tests.factories import UserFactory
from tests.support.provider import provider

from .conftest import PHONE, Visit

pytestmark = pytest.mark.browser

LABEL = "统一身份认证平台 WWWWWWWWWWWWWWWWWWWWW"
"""As long as the settings allow."""
WIDTH = "document.documentElement.scrollWidth"


@pytest.mark.parametrize("visit", [PHONE], indirect=True)
def test_to_the_provider_and_back(visit: Visit, house: tuple[Flask, str], tmp_path: Path) -> None:
    app, address = house
    with app.app_context():
        UserFactory(login="ann@example.com", role="finance")
        db.session.commit()
        db.session.remove()
    with provider(tmp_path) as there:
        there.knows("a1", email="ann@example.com", email_verified=True)
        settings = app.extensions["settings"]
        oidc = there.oidc(tmp_path, label=LABEL)
        app.extensions["settings"] = replace(settings, pages_url=address, oidc=oidc)
        page = visit.page
        page.goto(f"{address}/login?next=/invoices")
        for language in ("中文", "English"):
            if page.locator(f"button:has-text('{language}')").count():
                visit.speak(language)
            assert page.evaluate(WIDTH) == PHONE["width"]
            expect(page.locator("a.outside")).to_contain_text(LABEL)
        assert visit.complaints == []
        page.click("a.outside")
        page.fill("input[name=sub]", "a1")
        page.click("button[type=submit]:not([value=deny])")
        expect(page).to_have_url(re.compile("/invoices$"))
        visit.complaints.clear()  # of the provider's own page, whose style sheet lies on the internet
        page.goto(f"{address}/login/oidc/back?error=access_denied")
        expect(page.locator("[role=alert]")).to_have_text("The login service let nobody in.")
        assert page.evaluate(WIDTH) == PHONE["width"]
    assert visit.complaints == []
