"""Phones that a node turned away, counted by tenant and address."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from esl.refusals import refusals
from esl.refusals.refusals import KIND, Refusals
from esl.session import Event
from seatyard import findings
from seatyard.db import db
from tests.factories import TenantFactory
from tests.support.event_socket import recorded


def refusal(domain: str, address: str = "192.0.2.7", user: str = "1000", what: str = "REGISTER") -> Event:
    headers = {"to-user": user, "to-host": domain, "network-ip": address, "registration-type": what}
    return Event({"Event-Name": "CUSTOM", "Event-Subclass": refusals.EVENT, **headers})


def told(*events: Event, kept: int = refusals.KEPT) -> dict[str, int]:
    """What was counted, by key."""
    heard = Refusals("fs1")
    for event in events:
        heard.feed(event)
    heard.write()
    heard.write()  # nothing is written twice
    return {found.key: found.count for found in findings.still_open(KIND)}


def test_the_recorded_refusals(app: Flask) -> None:
    """A wrong password and an unknown user."""
    tenant = TenantFactory(domain="acme.test")
    db.session.commit()
    assert told(*recorded("register")) == {"acme.test 127.0.0.1": 2}
    (found,) = findings.still_open(KIND)
    assert found.tenant_id == tenant.id
    assert found.message == "fs1 refused REGISTER for acme.test from 127.0.0.1"


def test_by_tenant_and_address(app: Flask) -> None:
    for domain in ("acme.test", "beta.test"):
        TenantFactory(domain=domain)
    db.session.commit()
    events = [
        refusal("acme.test"),
        refusal("ACME.test", user="1001"),
        refusal("acme.test", address="192.0.2.8"),
        refusal("beta.test", what="INVITE"),
    ]
    assert told(*events) == {"acme.test 192.0.2.7": 2, "acme.test 192.0.2.8": 1, "beta.test 192.0.2.7": 1}


def test_a_scanner_fills_no_table(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refusals, "KEPT", 3)
    TenantFactory(domain="acme.test")
    db.session.commit()
    tried = [refusal(f"x{number}.test", address="192.0.2.1") for number in range(3)]
    sources = [refusal("acme.test", address=f"192.0.2.{number}") for number in range(2, 9)]
    assert told(*tried, *sources) == {"unknown domain 192.0.2.1": 3, "unknown domain others": 7}


def test_what_the_database_did_not_take_is_written_later(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    heard = Refusals("fs1")
    heard.feed(refusal("acme.test"))

    def away(*_: Any, **__: Any) -> None:
        raise OperationalError("insert", None, Exception("away"))

    with monkeypatch.context() as patch:
        patch.setattr(findings, "report", away)
        with pytest.raises(OperationalError):
            heard.write()
    heard.feed(refusal("acme.test"))
    heard.write()
    (found,) = findings.still_open(KIND)
    assert found.count == 2
