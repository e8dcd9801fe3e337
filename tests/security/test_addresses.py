"""What stands in an address or a question: no path out of a folder, no statement to the database."""

from __future__ import annotations

import pytest
from flask import Flask, url_for
from sqlalchemy import func, select
from werkzeug.routing import BaseConverter, BuildError, Rule, UnicodeConverter

from esl.models import Conversation
from seatyard.db import db
from seatyard.identity.permissions import OPERATOR, TENANT
from tenants.models import Tenant
from tests.admin_ui.conftest import Visitor
from tests.admin_ui.test_every_page import pages
from tests.support.house import furnished

from .addresses import some

PATHS = ["../../etc/passwd", "..%2f..%2fetc%2fpasswd", "....//secret", "/etc/passwd", "..\\..\\secret", "."]
STATEMENTS = ["' OR '1'='1", "x'; DROP TABLE tenants; --", "1 UNION SELECT password_hash FROM users", "%' --"]
QUESTIONS = (
    "q", "page", "after", "kind", "owner", "state", "number", "seat", "queue", "since", "until", "day",
    "unheard",
)  # fmt: skip


@pytest.mark.parametrize("role", [OPERATOR, TENANT])
def test_no_word_in_an_address_leads_out_of_its_folder(app: Flask, visit: Visitor, role: str) -> None:
    acme, _ = furnished(calls=1)
    browser = visit(role, tenant=acme.tenant) if role == TENANT else visit(role)
    app.testing = False
    tried = 0
    for rule in app.url_map.iter_rules():
        free = [name for name, one in rule._converters.items() if _takes_any_text(one)]
        if "GET" not in (rule.methods or ()) or not free or not rule.endpoint.startswith("ui."):
            continue
        for word in PATHS:
            for name in free:
                address = _address(app, rule, {name: word})
                if address is None:
                    continue
                tried += 1
                answer = browser.get(address)
                assert answer.status_code in (302, 308, 400, 403, 404), (address, answer.status)
                assert b"root:" not in answer.data
    assert tried >= 60


def test_no_question_reaches_the_database_as_a_statement(app: Flask, visit: Visitor) -> None:
    """A word that means something in SQL finds nothing, and changes nothing."""
    acme, _ = furnished(calls=2)
    browser = visit("operator")
    addresses = pages(app, acme)
    app.testing = False
    db.session.commit()
    before = _counts()
    for address in addresses:
        for text in STATEMENTS:
            answer = browser.get(address, query_string=dict.fromkeys(QUESTIONS, text))
            assert answer.status_code in (200, 302, 400, 403, 404), (address, text, answer.status)
            assert b"$argon2" not in answer.data
    assert _counts() == before


def _takes_any_text(one: BaseConverter) -> bool:
    return isinstance(one, UnicodeConverter) or type(one).__name__ == "PathConverter"


def _address(app: Flask, rule: Rule, word: dict[str, str]) -> str | None:
    known = {"tenant": "acme", "period": "2026-03"}
    given = {name: some(rule, name, known) for name in rule.arguments} | word
    with app.test_request_context():
        try:
            return url_for(rule.endpoint, **given)  # type: ignore[arg-type]
        except BuildError:
            return None


def _counts() -> tuple[int | None, ...]:
    found = tuple(db.session.scalar(select(func.count()).select_from(one)) for one in (Tenant, Conversation))
    db.session.rollback()
    return found
