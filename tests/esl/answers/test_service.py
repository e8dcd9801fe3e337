"""The rest of what a node asks: queues, what is not Seatyard's, who may ask, and how fast."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from esl.models import Node
from seatyard import findings
from seatyard.db import db
from seatyard.identity.nodes import token_for
from tenants.models import Tenant
from tests.factories import PlacementFactory, TenantFactory
from tests.support.statements import heard

from .conftest import tenant_on
from .questions import ask, captured, not_found

LOAD = "reload-mod_callcenter.05.configuration-callcenter.conf"
ONE_QUEUE = "callcenter-queue-load-unknown.01.configuration-callcenter.conf"
REGISTER = "register-first.01.directory-acme.test-sip_auth"


def test_callcenter_of_all_tenants_on_the_node(client: FlaskClient, fs1: Node, acme: Tenant) -> None:
    other = tenant_on(fs1, "other.test")
    PlacementFactory(tenant=TenantFactory(domain="elsewhere.test"))
    answer = ask(client, captured(LOAD))
    queues = [queue.switch_name for tenant in (acme, other) for queue in tenant.queues]
    assert answer.xpath("//queue/@name") == queues
    seats = [seat.switch_name for tenant in (acme, other) for seat in tenant.seats]
    assert answer.xpath("//agent/@name") == seats
    assert answer.xpath("//agent/@status") == []
    last = acme.seats[-1].switch_name
    (tier,) = answer.xpath(f"//tier[@agent='{last}']")
    assert dict(tier.attrib) == {"queue": queues[0], "agent": last, "level": "2", "position": "3"}
    assert answer.xpath("//queue[1]/param[@name='max-wait-time']/@value") == ["90"]


def test_one_queue_brings_just_its_tenant(client: FlaskClient, fs1: Node, acme: Tenant) -> None:
    tenant_on(fs1, "other.test")
    answer = ask(client, captured(ONE_QUEUE) | {"CC-Queue": acme.queues[0].switch_name})
    assert answer.xpath("//queue/@name") == [acme.queues[0].switch_name]


@pytest.mark.parametrize(
    "fields",
    [captured("reloadacl.02.configuration-acl.conf"), {}, {"section": "dialplan", "Hunt-Context": "\x00"}],
)
def test_anything_else_is_not_found(client: FlaskClient, fs1: Node, fields: dict[str, str]) -> None:
    db.session.commit()
    assert not_found(ask(client, fields))


def test_a_wrong_token_is_refused_and_counted(client: FlaskClient, acme: Tenant) -> None:
    for auth in (None, ("fs1", "wrong"), ("fs2", token_for("fs2", "test"))):
        db.session.rollback()
        assert client.post("/switch/fs1/xml", data=captured(REGISTER), auth=auth).status_code == 401
    (found,) = findings.still_open("node_auth_refused")
    assert (found.key, found.count) == ("fs1", 3)


def test_the_first_answer_of_a_generation_takes_no_statement_a_seat(client: FlaskClient, fs1: Node) -> None:
    few, many = tenant_on(fs1, "few.test"), tenant_on(fs1, "many.test", tuple(map(str, range(1000, 1040))))

    def taken(tenant: Tenant) -> int:
        domain, user = tenant.domain, tenant.seats[0].number
        db.session.rollback()
        with heard() as asked:
            ask(client, captured(REGISTER) | {"domain": domain, "user": user, "key_value": domain})
        return len(asked.statements)

    assert taken(many) == taken(few)


def test_an_answer_is_a_small_query_and_no_write(client: FlaskClient, app: Flask, acme: Tenant) -> None:
    ask(client, captured(REGISTER))
    statements: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *a: statements.append(a[2]))
    ask(client, captured(REGISTER))
    beside = ("BEGIN", "SELECT set_config")  # for whom, beside what
    asked = [statement for statement in statements if not statement.startswith(beside)]
    assert len(asked) == 1
    assert all(statement.startswith("SELECT") for statement in asked)
    assert "BEGIN IMMEDIATE" not in statements
