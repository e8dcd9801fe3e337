"""A tenant's data on its pages: exports, legal holds, and a deletion that takes two people."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from billing.invoices import service as invoices
from billing.lifecycle import deletion, jobs
from billing.lifecycle.models import EXPIRED, READY
from esl.recordings import holds
from seatyard import clock
from seatyard.db import db
from tenants.models import Tenant
from tests.audit.trail import entries
from tests.billing.lifecycle.test_deletion import LATER, acknowledge, ended
from tests.factories import TenantFactory

from .conftest import Visitor, undone

NOW = datetime(2026, 9, 1, tzinfo=UTC)


@pytest.fixture
def acme(app: Flask) -> Tenant:
    made: Tenant = TenantFactory(name="acme")
    TenantFactory(name="beta")
    db.session.commit()
    return made


def test_an_export_is_asked_for_made_fetched_and_expires(acme: Tenant, visit: Visitor) -> None:
    browser = visit(tenant=acme, login="admin@acme.example")
    with clock.frozen(NOW):
        assert browser.post("/tenants/acme/data", data={"recordings": "1"}).status_code == 302
        assert browser.post("/tenants/acme/data").status_code == 409
        waiting = browser.get("/tenants/acme/data")
        assert "asked for" in waiting.text
        assert waiting.headers["Refresh"] == "3"
        assert browser.get("/tenants/acme/data/1.zip").status_code == 404
        assert jobs.due_now() == 1
        (made,) = jobs.of_tenant(acme.id)
        assert (made.state, made.done) == (READY, made.of)
        page = browser.get("/tenants/acme/data")
        assert "/tenants/acme/data/1.zip" in page.text
        assert "Refresh" not in page.headers
        answer = browser.get("/tenants/acme/data/1.zip")
        assert zipfile.ZipFile(io.BytesIO(answer.data)).testzip() is None
        assert [one.actor for one in entries("tenant_exports/1")][-1] == "admin@acme.example"
        assert visit("operator").get("/tenants/acme/data/1.zip").status_code == 200
        assert visit("operator").get("/tenants/beta/data/1.zip").status_code == 404
    with clock.frozen(NOW + jobs.KEPT):
        assert browser.get("/tenants/acme/data/1.zip").status_code == 404
        assert jobs.due_now() == 1
        (gone,) = jobs.of_tenant(acme.id)
        assert gone.state == EXPIRED
        assert not jobs.path_of(gone).exists()


def test_a_hold_is_set_shown_and_released(acme: Tenant, visit: Visitor) -> None:
    browser = visit("operator", login="ann")
    said = {"reason": "a court asks", "reference": "2026-17"}
    assert browser.post("/tenants/acme/end/hold", data=said).status_code == 302
    assert browser.post("/tenants/acme/end/hold", data=said).status_code == 409
    page = browser.get("/tenants/acme/end").text
    assert "a court asks" in page
    assert "2026-17" in page
    assert "A legal hold stands" in browser.get("/tenants/acme").text
    assert "A legal hold stands" not in visit(tenant=acme).get("/tenants/acme").text
    assert browser.post("/tenants/acme/end/ask", data={"name": "acme", "reason": "x"}).status_code == 409
    assert browser.post("/tenants/acme/end/release", data={"reason": ""}).status_code == 400
    assert browser.post("/tenants/acme/end/release", data={"reason": "over"}).status_code == 302
    (held,) = holds.every(acme.id)
    assert (held.held_by, held.released_by, held.release_reason) == ("ann", "ann", "over")
    assert [one.actor for one in entries("recording_holds")] == ["ann", "ann"]


def test_a_hold_that_was_put_by_mistake_is_released_by_one_click(acme: Tenant, visit: Visitor) -> None:
    browser = visit("operator", login="ann")
    browser.post("/language", data={"language": "en"})
    browser.post("/tenants/acme/end/hold", data={"reason": "a court asks"})
    assert undone(browser, "/tenants/acme/end") == "It is done."
    (held,) = holds.every(acme.id)
    assert (held.released_by, held.release_reason) == ("ann", "put by mistake, taken back")
    browser.post("/tenants/acme/end/hold", data={"reason": "a court asks"})
    browser.get("/tenants/acme/end")
    browser.post("/tenants/acme/end/release", data={"reason": "over"})
    assert 'action="/tenants/acme/end/hold?' not in browser.get("/tenants/acme/end").text


def test_a_deletion_takes_two_people(acme: Tenant, visit: Visitor) -> None:
    ann, bob = visit("operator", login="ann"), visit("operator", login="bob")
    asked = {"name": "acme", "reason": "the end"}
    assert ann.post("/tenants/acme/end/ask", data={**asked, "name": "beta"}).status_code == 400
    assert ann.post("/tenants/acme/end/ask", data=asked).status_code == 302
    assert "Somebody else confirms it" in ann.get("/tenants/acme/end").text
    assert ann.post("/tenants/acme/end/confirm", data=asked).status_code == 409
    assert "Delete for ever" in bob.get("/tenants/acme/end?preview=1").text
    assert bob.post("/tenants/acme/end/confirm", data=asked).status_code == 302
    assert ann.post("/tenants/acme/end/call-off").status_code == 409
    assert deletion.due_now() == 1
    assert "is deleted since" in bob.get("/tenants/acme").text
    proof = bob.get("/tenants/acme/end/proof.json")
    assert proof.json["confirmed"]["by"] == "bob"
    assert visit("support").get("/tenants/acme/end").status_code == 403
    assert [one.actor for one in entries("tenant_deletions")][:2] == ["ann", "bob"]


def test_an_export_that_a_killed_process_began_is_made_again(acme: Tenant) -> None:
    made = jobs.ask(acme, recordings=False, by="ann")
    made.state = "making"
    db.session.commit()
    assert jobs.due_now() == 1
    (again,) = jobs.of_tenant(acme.id)
    assert again.state == READY
    assert again.expires_at is not None
    assert again.expires_at - clock.now() > timedelta(days=6)


def test_what_is_left_of_a_deleted_tenant_is_shown(visit: Visitor) -> None:
    with clock.frozen(LATER):
        made = ended("gone", filled=False)
        number = invoices.invoices(tenant_id=made.tenant.id)[0].number
        deletion.ask(made.tenant, "the end", "ann")
        deletion.confirm(made.tenant, "bob")
        deletion.due_now()
        acknowledge(made.tenant.id)
        assert deletion.due_now() == 1
        browser = visit("operator")
        for page in (
            "",
            "/end",
            "/data",
            "/calls",
            "/recordings",
            "/recordings/deleted",
            "/ledger",
            "/people",
            "/status",
            "/seat-time",
            "/seats/1001",
            "/invoices",
            f"/invoices/{number}",
            f"/invoices/{number}/lines/1",
            f"/invoices/{number}/lines/2",
            f"/invoices/{number}/pdf",
        ):
            assert browser.get(f"/tenants/gone{page}").status_code == 200, page
        for page in ("/tenants", "/invoices", "/owed", "/dunning", "/months", "/calls"):
            assert browser.get(page).status_code == 200, page
