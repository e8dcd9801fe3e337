"""The pages of flows, and what the editor's scripts ask for, in both languages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from flask import Flask
from flask.testing import FlaskClient

import esl
from admin_ui import flow_words
from admin_ui.sentences import PATTERNS
from esl.flows import drafts
from esl.flows.kinds import KINDS
from esl.flows.moments import moments
from esl.flows.templates import TEMPLATES
from seatyard import clock
from seatyard.db import db
from tenants.models import Tenant
from tests.factories import FlowFactory, QueueFactory, TenantFactory

from .conftest import Visitor

FLOW: dict[str, Any] = {"start": "hello", "nodes": {"hello": {"play": {"say": "您好"}, "then": "team"}}}
FLOW["nodes"]["team"] = {"queue": "sales"}


@pytest.fixture
def acme(app: Flask) -> Tenant:
    tenant: Tenant = TenantFactory(name="acme")
    QueueFactory(tenant=tenant, name="sales")
    FlowFactory(tenant=tenant, name="main", document=FLOW)
    db.session.commit()
    return tenant


def save(browser: FlaskClient, document: Any, revision: Any = 0, layout: Any = None) -> Any:
    sent = {"revision": revision, "document": document, "layout": layout or {}}
    return browser.post("/tenants/acme/flows/main/save", json=sent)


def test_each_kind_field_choice_template_and_time_has_a_word() -> None:
    assert flow_words.KINDS.keys() == KINDS.keys()
    for kind in KINDS.values():
        for field in kind.fields:
            assert f"{kind.name}.{field.key}" in flow_words.FIELDS or field.key in flow_words.FIELDS
    assert flow_words.TEMPLATES.keys() == TEMPLATES.keys()
    assert flow_words.MOMENTS.keys() == moments(clock.now()).keys()


def test_every_pattern_of_a_sentence_is_listed_for_translation() -> None:
    root = Path(esl.__file__).parents[1]
    places = [*(root / "esl/flows").rglob("*.py"), *(root / "esl/prompts").glob("*.py")]
    places.append(root / "platform/seatyard/hours.py")
    places += [*(root / "esl/queues").glob("*.py"), *(root / "tenants").glob("*.py")]
    places += [*(root / "tenants/onboarding").glob("*.py"), root / "admin_ui/queue_form.py"]
    text = "\n".join(file.read_text() for file in places)
    written = re.findall(
        r"""(?:sentence\(\s*|(?:pattern|what|NO_ADDRESS)(?:, key)? = )(["'])(.+?)\1[,)\n]""", text
    )
    with (root / "admin_ui/translations/zh/LC_MESSAGES/messages.po").open("rb") as file:
        known = {message.id for message in read_po(file, locale="zh")}
    patterns = {pattern for _, pattern in written}
    assert len(patterns) > 60
    assert patterns - known == set()
    assert len(PATTERNS) == len({str(one) for one in PATTERNS})


@pytest.mark.parametrize(
    ("language", "told"),
    [("zh", "没有队列 none（可用：sales）"), ("en", "there is no queue none (allowed: sales)")],
)
def test_what_stands_against_a_draft_is_said_in_the_pages_language(
    visit: Visitor, acme: Tenant, language: str, told: str
) -> None:
    browser = visit(tenant=acme, language=language)
    document = {**FLOW, "nodes": {**FLOW["nodes"], "team": {"queue": "none"}}}
    answer = save(browser, document)
    assert answer.status_code == 200
    assert [one["text"] for one in answer.json["remarks"]] == [told]
    begun = browser.get("/tenants/acme/flows/main/desk.json").json
    assert (begun["revision"], begun["document"]) == (1, document)
    assert [one["name"] for one in begun["kinds"]] == list(KINDS)


def test_an_older_draft_is_refused_with_its_own_status(visit: Visitor, acme: Tenant) -> None:
    browser = visit(tenant=acme, language="en")
    assert save(browser, FLOW | {"start": "team"}).json["revision"] == 1
    answer = save(browser, FLOW | {"trials": []})
    assert (answer.status_code, answer.json["error"]["kind"]) == (409, "Conflict")
    assert "changed the draft meanwhile" in answer.json["error"]["message"]


@pytest.mark.parametrize(
    "sent",
    [b"{", b"[]", b'{"revision": "x", "document": {}, "layout": {}}', b'{"a": "\\u0000"}', b"[" * 5000],
)
def test_what_is_no_draft_is_refused_as_json(visit: Visitor, acme: Tenant, sent: bytes) -> None:
    answer = visit(tenant=acme).post(
        "/tenants/acme/flows/main/save", data=sent, content_type="application/json"
    )
    assert (answer.status_code, answer.json["error"]["kind"]) == (400, "InvalidInput")


def test_a_trial_call_says_where_it_waits_and_what_it_heard(visit: Visitor, acme: Tenant) -> None:
    browser = visit(tenant=acme, language="en")
    went = browser.post("/tenants/acme/flows/main/try", json={"at": "2026-03-02 10:00"}).json
    assert [(one["node"], one["prompts"]) for one in went["stops"]] == [("hello", ["您好"]), ("team", [])]
    assert (went["waits"], went["case"]) == (False, {"at": "2026-03-02 10:00", "end": "team"})
    refused = browser.post("/tenants/acme/flows/main/try", json={"at": "noon"})
    assert (refused.status_code, "such as" in refused.json["error"]["message"]) == (400, True)


def test_a_prompt_of_the_draft_is_heard(visit: Visitor, acme: Tenant) -> None:
    browser = visit(tenant=acme)
    heard = browser.get("/tenants/acme/flows/main/nodes/hello/0.wav")
    assert (heard.status_code, heard.mimetype, heard.data[:4]) == (200, "audio/wav", b"RIFF")
    assert browser.get("/tenants/acme/flows/main/nodes/team/0.wav").status_code == 404
    assert browser.get("/tenants/acme/flows/main/nodes/gone/0.wav").status_code == 404


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "en",
            ["bye is new: Hang up", "hello: What callers hear: “您好” → “再见”", "team is removed: Queue"],
        ),
        ("zh", ["新增 bye：挂断", "hello：来电者听到的内容：“您好” → “再见”", "删除 team：队列"]),
    ],
)
def test_the_difference_is_in_words(visit: Visitor, acme: Tenant, language: str, told: list[str]) -> None:
    new = {
        "start": "hello",
        "nodes": {"hello": {"play": {"say": "再见"}, "then": "team"}, "bye": {"hangup": True}},
    }
    drafts.save(acme, "main", 0, new, {})
    found = visit(tenant=acme, language=language).get("/tenants/acme/flows/main/difference.json").json
    assert [one["text"] for one in found["items"]] == told


def test_another_tenant_finds_nothing(visit: Visitor, acme: Tenant) -> None:
    browser = visit(tenant=TenantFactory(name="beta"))
    for path in ("", "/main", "/main/desk.json", "/main/live.json", "/main/nodes/hello/0.wav"):
        assert browser.get(f"/tenants/acme/flows{path}").status_code == 404
    assert save(browser, FLOW).status_code == 404
    assert browser.get("/tenants/beta/flows/main").status_code == 404


def test_what_cannot_be_is_said_on_the_page(visit: Visitor, acme: Tenant) -> None:
    browser = visit(tenant=acme, language="zh")
    taken = browser.post("/tenants/acme/flows", data={"name": "main", "template": "blank"})
    assert (taken.status_code, "已有流程 main" in taken.text) == (409, True)
    wrong = browser.post("/tenants/acme/flows", data={"name": "Ö", "template": "blank"})
    assert (wrong.status_code, "不能作为流程名称" in wrong.text) == (400, True)
    begun = browser.post("/tenants/acme/flows", data={"name": "new", "template": "menu"})
    assert begun.location == "/tenants/acme/flows/new"
    assert browser.post("/tenants/acme/flows/new/rename", data={"name": "main"}).status_code == 409
    assert browser.post("/tenants/acme/flows/new/remove").status_code == 302
    assert browser.get("/tenants/acme/flows/new").status_code == 404
