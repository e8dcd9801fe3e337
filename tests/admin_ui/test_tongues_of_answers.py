"""The answer to a form filled in wrongly is in the page's language too: each form, nothing and nonsense."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from admin_ui.i18n import LANGUAGES
from seatyard.db import db
from seatyard.identity.permissions import FINANCE, OPERATOR, SEAT, TENANT
from tests.support import tongues
from tests.support.house import furnished

from .conftest import Visitor
from .test_every_page import pages
from .test_roles import looked_at, visitor
from .test_tongues import API, strange

WRONG = ("", "~")
"""What is put into each field: nothing, and what means nothing in any language."""
APART = ("/language", "/logout")
TYPED, FILE, KEPT = "typed", "file", "="
Form = tuple[str, tuple[tuple[str, str], ...]]
"""Where it goes, and its fields: ``typed``, ``file``, or ``=`` and the value that stays."""


@pytest.mark.parametrize("role", [OPERATOR, FINANCE, TENANT, SEAT])
def test_each_refusal_is_in_its_language(app: Flask, visit: Visitor, role: str) -> None:
    acme, _ = furnished(calls=14)
    browser = visitor(visit, role, acme)
    addresses = [one for one in looked_at(app, pages(app, acme), role) if one != API]
    db.session.commit()
    forms = sorted({form for address in addresses for form in forms_of(browser, address)})
    assert forms
    found: list[str] = []
    for language in LANGUAGES:
        browser.post("/language", data={"language": language})
        known = tongues.data(language)
        for action, fields in forms:
            for put in WRONG:
                answer = browser.post(action, data=filled(fields, put))
                assert answer.status_code < 500, (action, fields, put)
                found += strange(answer, action, language, known)
    assert "\n".join(dict.fromkeys(found)) == ""


def forms_of(browser: FlaskClient, address: str) -> Iterator[Form]:
    """Each form of a page in which something can be filled in, once for each of its buttons."""
    answer = browser.get(address)
    if answer.mimetype != "text/html" or not answer.text.strip():
        return
    document: Any = html.document_fromstring(answer.text)
    for form in document.forms:
        action = (form.get("action") or address).partition("?")[0]
        fields = tuple((one.name, _kind(one)) for one in form.inputs if one.name)
        if form.method != "POST" or action in APART or all(kind[:1] == KEPT for _name, kind in fields):
            continue
        yield action, fields
        for button in form.xpath(".//button[@name]"):
            goes = (button.get("formaction") or action).partition("?")[0]
            yield goes, (*fields, (button.get("name"), KEPT + button.get("value", "")))


def filled(fields: tuple[tuple[str, str], ...], put: str) -> dict[str, Any]:
    """The form with ``put`` in each field that somebody fills in."""
    files = {name: (BytesIO(put.encode()), f"{put}.csv") for name, kind in fields if kind == FILE}
    return {name: kind[1:] if kind[:1] == KEPT else put for name, kind in fields} | files


def _kind(field: Any) -> str:
    match field.get("type") if field.tag == "input" else TYPED:
        case "hidden" | "checkbox" | "radio" | "submit":
            return f"{KEPT}{field.get('value', '')}"
        case "file":
            return FILE
    return TYPED
