"""The question by which a node proves that it reaches Seatyard: answered to it alone, and no account."""

from __future__ import annotations

from flask.testing import FlaskClient

from esl.answers import reached
from tenants.models import Tenant

from .questions import ask

ASKED = {"section": "directory", "key_value": reached.DOMAIN, "domain": reached.DOMAIN, "user": reached.USER}


def test_the_node_hears_its_own_name(client: FlaskClient, acme: Tenant) -> None:
    (variable,) = ask(client, ASKED).iter("variable")
    assert (variable.get("name"), variable.get("value")) == (reached.NAME, "fs1")


def test_nobody_registers_as_it(client: FlaskClient, acme: Tenant) -> None:
    for action in ("sip_auth", "user_call", "group_call"):
        assert list(ask(client, ASKED | {"action": action}).iter("user")) == []
