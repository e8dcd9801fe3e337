"""The audit trail on pages, and the looks and log-ins that pages enter into it."""

from __future__ import annotations

import csv
import hashlib
import io
import json

import pytest
from flask import Flask

from esl.models import Node
from seatyard import clock
from seatyard.actor import acting
from seatyard.audit import proving
from seatyard.audit.models import LOG_IN, LOOK, REFUSED
from seatyard.audit.service import document
from seatyard.db import db
from seatyard.findings.models import Finding, FindingNote
from tenants.models import Tenant
from tests.audit.trail import entries
from tests.factories import (
    ConversationFactory,
    LegFactory,
    NodeFactory,
    SeatFactory,
    TenantFactory,
    UserFactory,
)
from tests.support import recorded

from .conftest import Visitor


@pytest.fixture
def node(app: Flask) -> Node:
    node: Node = NodeFactory(name="fs1")
    return node


def found(tenant: Tenant | None = None) -> Finding:
    at, of = clock.now(), tenant.id if tenant else None
    finding = Finding(kind="link_gap", key="fs1", message="m", detail={}, billable=False, tenant_id=of)
    finding.first_at = finding.last_at = at
    db.session.add(finding)
    db.session.commit()
    return finding


def looks() -> list[tuple[str, str, int | None]]:
    return [(one.actor, one.what, one.tenant_id) for one in entries() if one.action == LOOK]


def test_listening_is_one_look(visit: Visitor, node: Node) -> None:
    """However many parts the player asks for."""
    call = ConversationFactory(node=node)
    LegFactory(conversation=call)
    recording = recorded.of_call(call, node)
    tenant = db.session.get_one(Tenant, call.tenant_id)
    own = visit(tenant=tenant)
    for part in ("bytes=0-99", "bytes=100-199"):
        answer = own.get(f"/tenants/{tenant.name}/recordings/{recording.id}.wav", headers={"Range": part})
        assert answer.status_code == 206
    (look,) = [one for one in entries() if one.action == LOOK]
    assert (look.what, look.tenant_id, look.role) == (f"recordings/{recording.id}", tenant.id, "tenant")
    assert (look.whence, document(look.after)) == ("127.0.0.1", {"way": "page"})


def test_what_the_operators_people_open_is_a_look(visit: Visitor, node: Node) -> None:
    call = ConversationFactory(node=node)
    LegFactory(conversation=call)
    tenant = db.session.get_one(Tenant, call.tenant_id)
    UserFactory(login="li")
    staff, own = visit("support"), visit(tenant=tenant)
    for address in (f"calls?number={call.caller[1:]}", f"calls/{call.id}", "recordings", "call-backs"):
        assert own.get(f"/tenants/{tenant.name}/{address}").status_code == 200
    assert looks() == []
    assert staff.get(f"/tenants/{tenant.name}/calls/none").status_code == 404
    assert looks() == []
    for address in (f"calls?number={call.caller[1:]}", f"calls/{call.id}", "recordings", "call-backs"):
        assert staff.get(f"/tenants/{tenant.name}/{address}").status_code == 200
    assert staff.get("/calls").status_code == 200
    seen = ["calls", f"calls/{call.id}", "recordings", "call_backs"]
    assert [(what, owner) for _, what, owner in looks()] == [
        *((one, tenant.id) for one in seen),
        ("calls", None),
    ]
    first = next(one for one in entries() if one.action == LOOK)
    assert document(first.after) == {"number": call.caller[1:]}
    assert f"calls/{call.id}" in own.get(f"/tenants/{tenant.name}/audit").text


def test_log_ins_are_entered(app: Flask, visit: Visitor) -> None:
    acme = TenantFactory(name="acme")
    UserFactory(login="li", tenant=acme)
    browser = app.test_client()
    for login in ("li", "nobody"):
        answer = browser.post("/login", data={"login": login, "password": "wrong wrong"})
        assert answer.status_code == 401
    assert browser.post("/login", data={"login": "li", "password": "correct horse"}).status_code == 302
    came = [(one.action, one.actor, one.tenant_id) for one in entries("users") if one.action != "change"]
    assert came == [(REFUSED, "li", acme.id), (REFUSED, "nobody", None), (LOG_IN, "li", acme.id)]
    assert not any("wrong wrong" in f"{one.before}{one.after}{one.what}" for one in entries())


def test_a_page_that_changes_says_who_and_from_where(visit: Visitor) -> None:
    finding = found()
    browser = visit("operator")
    assert browser.post(f"/findings/{finding.id}/note", data={"note": "seen"}).status_code == 302
    (one,) = entries("finding_notes")
    assert (one.role, one.whence) == ("operator", "127.0.0.1")
    assert db.session.query(FindingNote).count() == 1


def test_the_trail_is_searched(visit: Visitor) -> None:
    acme, beta = TenantFactory(name="acme"), TenantFactory(name="beta")
    with acting("wang"):
        SeatFactory(tenant=acme, name="Zhou")
        db.session.commit()
    with acting("li"):
        SeatFactory(tenant=beta, name="Qian")
        db.session.commit()
    browser = visit("reader")
    everything = browser.get("/audit").text
    assert "Zhou" in everything
    assert "Qian" in everything
    for question in ("actor=wang", "tenant=acme", f"what={entries('seats')[0].what}"):
        found = browser.get(f"/audit?{question}").text
        assert "Zhou" in found, question
        assert "Qian" not in found, question
    assert "Zhou" not in browser.get("/audit?until=2020-01-01").text
    assert "Zhou" not in browser.get("/audit?since=2999-01-01").text
    assert "Zhou" in browser.get("/audit?since=2020-01-01").text
    assert browser.get("/audit?tenant=none").status_code == 404
    assert browser.get("/audit?after=x").status_code == 400


def test_pages_follow_one_another(visit: Visitor) -> None:
    tenant = TenantFactory(name="acme")
    for number in range(60):
        SeatFactory(tenant=tenant, number=str(2000 + number))
    db.session.commit()
    browser = visit("operator")
    first = browser.get("/audit?what=seats").text
    after = entries("seats")[10].id
    assert f"after={after}" in first
    second = browser.get(f"/audit?what=seats&after={after}").text
    assert second.count("<code>seats/") == 10


def test_a_tenant_sees_what_concerns_it(visit: Visitor) -> None:
    """Not another's, nor what the operator's people say among themselves."""
    acme, beta = TenantFactory(name="acme"), TenantFactory(name="beta")
    SeatFactory(tenant=acme, name="Zhou")
    SeatFactory(tenant=beta, name="Qian")
    finding = found(acme)
    db.session.add(
        FindingNote(finding_id=finding.id, at=finding.first_at, by="li", what="noted", text="aside")
    )
    db.session.commit()
    own = visit(tenant=acme)
    for address in ("/tenants/acme/audit", "/tenants/acme/audit.csv", "/tenants/acme/audit.jsonl"):
        shown = own.get(address).text
        assert "Zhou" in shown
        assert "Qian" not in shown
        assert "aside" not in shown
    assert "aside" in visit("operator").get("/tenants/acme/audit").text
    assert own.get("/tenants/beta/audit").status_code == 404
    assert own.get("/audit").status_code == 403
    assert visit("supervisor", tenant=acme).get("/tenants/acme/audit").status_code == 403
    assert visit("support").get("/audit").status_code == 403


def test_files_of_the_trail(visit: Visitor) -> None:
    """In a spreadsheet nothing is calculated; a line of JSON fits its hash."""
    acme = TenantFactory(name="acme")
    with acting("=HYPERLINK(1)"):
        SeatFactory(tenant=acme)
        db.session.commit()
    browser = visit("operator")
    rows = list(csv.DictReader(io.StringIO(browser.get("/audit.csv?what=seats").text.removeprefix("\ufeff"))))
    assert [row["actor"] for row in rows] == ["'=HYPERLINK(1)"]
    lines = browser.get("/audit.jsonl").text.splitlines()
    assert len(lines) == proving.prove().entries
    for line in lines:
        entry = json.loads(line)
        seal = entry.pop("hash")
        canonical = json.dumps(entry, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        assert hashlib.sha256(canonical.encode()).hexdigest() == seal
