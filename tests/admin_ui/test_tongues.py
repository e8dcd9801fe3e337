"""No string of one language stands in the other's pages: nothing shown, read aloud or kept for a script."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from admin_ui.i18n import LANGUAGES
from seatyard.db import db
from seatyard.identity.permissions import ROLES
from tests.support import tongues
from tests.support.house import FLOW, furnished

from .conftest import Visitor
from .test_every_page import pages
from .test_roles import looked_at, visitor

ALIKE = {
    *(
        "Seatyard",
        "FreeSWITCH",
        "Event",
        "Socket",
        "Core",
        "Excel",
        "Ogg",
        "Control",
        "seatyard",
    ),  # what others call them
    *("Remote", "Party", "From", "Asserted", "Identity"),  # SIP's own headers
}
"""Words of both languages."""
TYPED = {
    "outages: - {from: <month>-05T10:00, to: <month>-06T12:00}": "a case file's facts, as one types them",
    "1010,county,李雷,sales,英语 5": "a line of CSV as one types it",
    "席数（或 all）": "a word of case files, as one types it",
    "日期：signing（签订日）、start（起始日）或具体日期": "words of contracts, as one types them",
    "With seat_hour: hours a month of each seat of the minimum": "a word of contracts, as one types it",
    "日期：signing、start、具体日期或里程碑名称": "words of contracts, as one types them",
}
"""Whole texts that are let pass, and why."""
NAMED = {
    "/tenants/acme": FLOW["nodes"].keys(),
    "/tenants/acme/working-hours": {"office"},
    "/tenants/acme/working-hours/office": {"office"},
    "/numbers/import": {"carrier", "state", "for", "until"},
    "/tenants/acme/working-hours/proposal": {"office"},
    "/onboarding/file": {"neu"},
    "/onboarding": {"neu", "service"},
    "/onboarding/1/review": {"neu", "service"},
}
"""Names that the test has put into documents, and columns of a file as one types them, by page."""
_MONTH = re.compile(r"\d{4}-\d\d(?=-)")
API = "/api/v1/docs"
"""It describes the API, which speaks in keys, to programmers."""


@pytest.mark.parametrize("role", ROLES)
def test_each_page_is_in_its_language(app: Flask, visit: Visitor, role: str) -> None:
    acme, _ = furnished(calls=14)
    browser = visitor(visit, role, acme)
    addresses = [one for one in looked_at(app, pages(app, acme), role) if one != API]
    db.session.commit()
    found: list[str] = []
    for language in LANGUAGES:
        browser.post("/language", data={"language": language})
        known = tongues.data(language)
        found += [
            line for address in addresses for line in strange(browser.get(address), address, language, known)
        ]
    assert "\n".join(found) == ""


def strange(answer: TestResponse, address: str, language: str, known: list[str]) -> list[str]:
    """What of a page is in another language than the page, each with where it stands."""
    if answer.mimetype != "text/html" or not answer.text.strip():
        return []
    alike = ALIKE | NAMED.get(address, set())
    texts = {" ".join(one.split()): None for one in tongues.texts(answer.text, language)}
    return [
        f"{language} {address}: {words} in {text}"
        for text in texts
        if _MONTH.sub("<month>", text) not in TYPED
        and (words := tongues.foreign(text, language, known, alike))
    ]
