"""The page of prompts: listened to in parts, recorded anew by those who may, of one tenant alone."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask.testing import FlaskClient

from esl.prompts import service
from seatyard.db import db
from tenants.models import Tenant
from tests.factories import FlowFactory, TenantFactory
from tests.support import sound

from .conftest import Visitor

FLOW = {"start": "closed", "nodes": {"closed": {"play": "closed.wav"}}}


@pytest.fixture
def acme(app: Any) -> Tenant:
    tenant: Tenant = TenantFactory(name="acme")
    FlowFactory(tenant=tenant, name="main", document=FLOW)
    db.session.commit()
    return tenant


def upload(browser: FlaskClient, content: bytes, file: str = "closed.wav", name: str = "") -> Any:
    form = {"file": (io.BytesIO(content), file), "name": name}
    return browser.post("/tenants/acme/prompts", data=form, content_type="multipart/form-data")


@pytest.mark.parametrize("role", ["operator", "tenant"])
def test_a_recording_is_uploaded_and_played(visit: Visitor, acme: Tenant, role: str) -> None:
    browser = visit(tenant=acme) if role == "tenant" else visit(role)
    assert upload(browser, sound.wav(2, rate=44_100, channels=2)).status_code == 302
    page = browser.get("/tenants/acme/prompts").text
    assert "main/closed" in page
    assert "2.0" in page
    heard = browser.get("/tenants/acme/prompts/closed.wav")
    assert (heard.status_code, heard.mimetype) == (200, "audio/wav")
    assert len(sound.samples(heard.data)) == 16_000


def test_a_player_may_ask_for_a_part(visit: Visitor, acme: Tenant) -> None:
    whole = service.content(service.add(acme, "closed.wav", sound.wav(), where="x"))
    browser = visit(tenant=acme)
    part = browser.get("/tenants/acme/prompts/closed.wav", headers={"Range": "bytes=1000-1999"})
    assert (part.status_code, part.data) == (206, whole[1000:2000])
    assert part.headers["Content-Range"] == f"bytes 1000-1999/{len(whole)}"
    beyond = browser.get("/tenants/acme/prompts/closed.wav", headers={"Range": "bytes=999999-"})
    assert beyond.status_code == 416


def test_a_silent_recording_is_refused_in_the_pages_language(visit: Visitor, acme: Tenant) -> None:
    refused = upload(visit(tenant=acme, language="zh"), sound.wav(loud=0))
    assert refused.status_code == 400
    assert "closed.wav：听不到任何声音（可以是：不是静音的录音）" in refused.text


def test_another_tenant_hears_and_changes_nothing(visit: Visitor, acme: Tenant) -> None:
    service.add(acme, "closed.wav", sound.wav(), where="x")
    browser = visit(tenant=TenantFactory(name="beta"))
    assert browser.get("/tenants/acme/prompts").status_code == 404
    assert browser.get("/tenants/acme/prompts/closed.wav").status_code == 404
    assert browser.get("/tenants/beta/prompts/closed.wav").status_code == 404
    assert upload(browser, sound.wav()).status_code == 404
    assert browser.post("/tenants/acme/prompts/closed.wav/remove").status_code == 404
    assert service.find(acme, "closed.wav").source == "upload"


def test_finance_listens_and_changes_nothing(visit: Visitor, acme: Tenant) -> None:
    service.add(acme, "closed.wav", sound.wav(), where="x")
    browser = visit("finance")
    page = browser.get("/tenants/acme/prompts")
    assert page.status_code == 200
    assert 'type="file"' not in page.text
    assert browser.get("/tenants/acme/prompts/closed.wav").status_code == 200
    assert upload(browser, sound.wav()).status_code == 403
    assert browser.post("/tenants/acme/prompts/closed.wav/remove").status_code == 403


@pytest.mark.parametrize(
    ("content", "file", "name", "status", "told"),
    [
        (b"hello", "closed.wav", "", 400, "closed.wav: not a sound file"),
        (sound.wav()[:500], "closed.wav", "", 400, "truncated"),
        (sound.wav(), "closed.wav", "../../x.wav", 400, "not a prompt&#39;s name: ../../x.wav"),
        (sound.wav(), "../x.wav", "", 400, "not a prompt&#39;s name: ../x.wav"),
        (sound.wav(), "<script>.wav", "", 400, "&lt;script&gt;"),
        (b"", "", "", 400, "no file was chosen"),
    ],
)
def test_what_cannot_be_taken_is_said_on_the_page(
    visit: Visitor, acme: Tenant, content: bytes, file: str, name: str, status: int, told: str
) -> None:
    answer = upload(visit(tenant=acme), content, file, name)
    assert answer.status_code == status
    assert told in answer.text
    assert service.listing(acme) == []


def test_a_recording_is_removed_where_no_flow_plays_it(visit: Visitor, acme: Tenant) -> None:
    for name in ("closed.wav", "spare.wav"):
        service.add(acme, name, sound.wav(), where="x")
    browser = visit(tenant=acme, language="zh")
    refused = browser.post("/tenants/acme/prompts/closed.wav/remove")
    assert (refused.status_code, "closed.wav 正在 main/closed 中播放" in refused.text) == (409, True)
    assert service.find(acme, "closed.wav").source == "upload"
    assert browser.post("/tenants/acme/prompts/spare.wav/remove").status_code == 302
    assert [one.name for one in service.listing(acme)] == ["closed.wav"]
