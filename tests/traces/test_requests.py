"""A request as a trace: its route, its statements, and nothing that anybody typed."""

from __future__ import annotations

import json
import logging
import socket
from contextvars import Context
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from seatyard import traces
from seatyard.db import db
from seatyard.identity.nodes import token_for
from seatyard.logs.writing import Json
from seatyard.traces import sending
from seatyard.traces.collector import takes
from seatyard.traces.statements import told
from tenants.models import Tenant
from tenants.tokens import service as tokens
from tests.factories import NodeFactory, PlacementFactory, SeatFactory, TenantFactory
from tests.support.collector import Collector

CALLER, PASSWORD = "+8613912345678", "correct horse battery staple"


@pytest.fixture
def tenant(app: Flask) -> Tenant:
    tenant = TenantFactory(name="acme")
    SeatFactory(tenant=tenant, number="1001")
    PlacementFactory(tenant=tenant, node=NodeFactory(name="fs1"))
    db.session.commit()
    return tenant


@pytest.fixture
def token(tenant: Tenant) -> str:
    owner = tokens.tenant_named("acme")
    return tokens.give(owner, "crm", "tests", owner.may)


def asked(app: Flask, method: str, path: str, **more: Any) -> Any:
    """As a server would, in a context of its own."""
    db.session.commit()
    return Context().run(lambda: app.test_client().open(path, method=method, **more))


def test_a_request_is_a_span_with_its_statements_under_it(
    app: Flask, tenant: Tenant, token: str, collector: Collector
) -> None:
    login = {"Authorization": f"Bearer {token}", "X-Request-Id": "proxy-0001"}
    tenant_id = tenant.id
    assert asked(app, "GET", "/api/v1/tenants/acme/seats", headers=login).status_code == 200
    span = collector.one("GET /api/v1/tenants/<tenant>/seats")
    assert (span.kind, span.parent, span.failed) == ("server", "", False)
    assert span.known == {
        "http.request.method": "GET",
        "http.route": "/api/v1/tenants/<tenant>/seats",
        "http.response.status_code": 200,
        "seatyard.request_id": "proxy-0001",
        "seatyard.tenant_id": tenant_id,
    }
    under = collector.under(span)
    assert {one.kind for one in under} == {"client"}
    (seats, *_) = [one for one in under if one.name == "SELECT seats"]
    assert seats.known["db.system.name"] == db.engine.dialect.name
    assert "seats.tenant_id" in seats.known["db.query.text"]


def test_an_answer_that_failed_says_so_without_its_words(
    app: Flask, client: FlaskClient, collector: Collector
) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False

    def broken() -> str:
        raise RuntimeError(f"{CALLER} has no line")

    app.view_functions["ui.healthz"] = broken
    assert client.get("/healthz").status_code == 500
    span = collector.one("GET /healthz")
    assert (span.failed, span.known["error.type"]) == (True, "500")
    assert CALLER.encode() not in b"".join(collector.bodies)


def test_a_path_that_is_none_and_a_method_that_is_none_name_nothing(
    client: FlaskClient, collector: Collector
) -> None:
    client.get(f"/nowhere/{CALLER}")
    client.open("/healthz", method="BREW")
    assert {span.name for span in collector.came()} >= {"GET none", "other none"}
    assert CALLER.encode() not in b"".join(collector.bodies)


def test_a_statement_that_fails_is_told_by_its_kind(app: Flask, collector: Collector) -> None:
    with pytest.raises(Exception, match="no_such_table"), traces.span("work"):
        db.session.execute(db.text("SELECT 'Zhang San' FROM no_such_table"))
    work = collector.one("work")
    (statement,) = [one for one in collector.under(work) if "no_such_table" in one.name]
    assert statement.failed
    assert work.failed
    assert statement.known["db.query.text"] == "SELECT ? FROM no_such_table"


@pytest.mark.parametrize(
    ("statement", "name", "text"),
    [
        ("SELECT id FROM seats WHERE x = %(x)s", "SELECT seats", "SELECT id FROM seats WHERE x = %(x)s"),
        (
            "insert INTO calls VALUES ('it''s', 13912345678)",
            "INSERT calls",
            "insert INTO calls VALUES (?, ?)",
        ),
        ("UPDATE seats SET name = 'Zhang S", "UPDATE seats", "UPDATE seats SET name ="),
        ("BEGIN", "BEGIN", "BEGIN"),
    ],
)
def test_what_a_statement_is_called(statement: str, name: str, text: str) -> None:
    assert told(statement) == (name, text)


def test_nothing_secret_and_nobodys_number_is_sent(
    app: Flask, tenant: Tenant, token: str, collector: Collector
) -> None:
    """All ways in on which they come: a login, a token, a link, a call record, a question of a switch."""
    node_token = token_for("fs1", app.config["SECRET_KEY"])
    node = {"auth": ("fs1", node_token)}
    question = {
        "section": "dialplan",
        "Hunt-Context": tenant.domain,
        "Caller-Caller-ID-Number": CALLER,
        "Hunt-Destination-Number": CALLER,
    }
    record = {"variables": {"uuid": "a-1", "sip_from_user": CALLER, "domain_name": tenant.domain}}
    link = "Sm9obkRvZXMtbGluay10b2tlbg"
    asked(app, "POST", "/login", data={"login": "zhangsan", "password": PASSWORD})
    asked(app, "GET", f"/reset/{link}")
    asked(
        app,
        "GET",
        f"/api/v1/tenants/acme/calls?number={CALLER}",
        headers={"Authorization": f"Bearer {token}"},
    )
    asked(app, "POST", "/switch/fs1/xml", data=question, **node)
    asked(app, "POST", "/switch/fs1/cdr", data=json.dumps(record), content_type="application/json", **node)
    names = [span.name for span in collector.came() if span.kind == "server"]
    assert len(names) == 5, names
    sent = b"".join(collector.bodies)
    for secret in (CALLER, CALLER[1:], PASSWORD, "zhangsan", link, token, node_token):
        assert secret.encode() not in sent, secret


def test_a_line_of_the_log_leads_to_its_span(app: Flask, collector: Collector) -> None:
    record = logging.LogRecord("esl.x", logging.INFO, __file__, 1, "words", (), None)
    with traces.span("work"):
        line = json.loads(Json().format(record))
    span = collector.one("work")
    assert (line["trace_id"], line["span_id"]) == (span.trace_id, span.id)
    assert "trace_id" not in json.loads(Json().format(record))


def test_a_collector_that_does_not_answer_keeps_nobody_waiting(app: Flask, collector: Collector) -> None:
    collector.open.clear()
    for _ in range(600):  # more than a batch: its thread is at it, and gets no answer
        with traces.span("work"):
            pass
    assert asked(app, "GET", "/healthz").status_code == 200
    assert collector.bodies == []
    collector.open.set()


def test_a_collector_that_is_not_there_is_told_once(
    caplog: pytest.LogCaptureFixture, collector: Collector
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        address = f"http://127.0.0.1:{gone.getsockname()[1]}"
    tracer = sending.Sending(address)
    with tracer.span("work", traces.INTERNAL, {}):
        pass
    tracer.end()
    assert [one.getMessage() for one in caplog.records] == [f"the collector at {address} took no traces"]
    assert not takes(address)
    assert takes(collector.address)


def test_a_visitors_own_trace_is_not_taken_up(client: FlaskClient, collector: Collector) -> None:
    theirs = "0af7651916cd43dd8448eb211c80319c"
    client.get("/healthz", headers={"traceparent": f"00-{theirs}-b7ad6b7169203331-01"})
    assert collector.one("GET /healthz").trace_id != theirs
