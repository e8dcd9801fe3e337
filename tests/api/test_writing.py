"""What pages can do, programs can do: by the same services, noted under who asked."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from billing.credits.models import CreditNote
from billing.drafts.models import DraftReview, InvoiceDraft
from billing.ledger.models import LedgerTransaction
from esl.outages.models import OutageClass, Plan
from esl.prompts.models import StoredPrompt
from esl.recordings.service import listens
from seatyard import findings
from seatyard.db import db
from seatyard.findings import FindingNote
from seatyard.identity.permissions import FINANCE, OPERATOR
from tenants.tokens import service as tokens
from tests.factories import OutageFactory, UserFactory
from tests.support import recorded, sound
from tests.support.house import Home

from .conftest import Ask, token_of


@pytest.fixture
def finance(homes: tuple[Home, Home]) -> str:
    return token_for("li", FINANCE)


@pytest.fixture
def admin(homes: tuple[Home, Home]) -> str:
    return token_for("wang", OPERATOR)


def token_for(login: str, role: str) -> str:
    UserFactory(login=login, role=role)
    db.session.commit()
    owner = tokens.person_named(login)
    return tokens.give(owner, "crm", "tests", owner.may)


def test_a_finding_is_owned_noted_and_cleared(ask: Ask, admin: str) -> None:
    found = findings.still_open()[0].id
    assert ask("post", f"/findings/{found}/owner", admin, json={"owner": "wang"}).json["owner"] == "wang"
    assert ask("post", f"/findings/{found}/owner", admin, json={"owner": ""}).json["owner"] is None
    ask("post", f"/findings/{found}/notes", admin, json={"note": "asked the carrier"})
    cleared = ask("post", f"/findings/{found}/clear", admin, json={"reason": "a copy"}).json
    assert (cleared["cleared_by"], cleared["cleared_because"]) == ("wang", "a copy")
    assert [one["what"] for one in cleared["notes"]] == ["assigned", "unassigned", "noted", "cleared"]
    assert set(db.session.scalars(select(FindingNote.by))) == {"wang"}
    assert ask("post", f"/findings/{found}/owner", admin, json={"owner": "wang"}).status_code == 409
    refused = ask("post", f"/findings/{found}/clear", admin, json={})
    assert (refused.status_code, refused.json["error"]["where"]) == (400, "body.reason")


def test_outages_are_judged_and_announced(ask: Ask, admin: str, homes: tuple[Home, Home]) -> None:
    outage = OutageFactory(node=homes[0].node, kind="sip_silent").id
    said = {"cause": "third_party", "reason": "the carrier's"}
    told = ask("post", f"/outages/{outage}/classify", admin, json=said).json
    assert (told["cause"], told["said"][0]["by"]) == ("third_party", "wang")
    assert db.session.query(OutageClass).count() == 1
    ahead = {"cause": "planned", "starts_at": "2026-06-01T01:00:00+08:00", "reason": "a new disk"}
    ahead |= {
        "ends_at": "2026-06-01T03:00:00+08:00",
        "tenants": ["acme"],
        "announced_at": "2026-05-01T00:00Z",
    }
    key = {"Idempotency-Key": "disk"}
    made = [ask("post", "/outage-plans", admin, json=ahead, headers=key) for _ in range(2)]
    assert [one.status_code for one in made] == [201, 201]
    assert (made[0].json, made[0].json["scope"]) == (made[1].json, "acme")
    assert ask("post", "/outage-plans", admin, json=ahead).status_code == 409
    assert len(ask("get", "/tenants/acme/status", admin).json["ahead"]) <= 1
    path = f"/outage-plans/{made[0].json['id']}/withdraw"
    assert ask("post", path, admin, json={"reason": "not needed"}).json["withdrawn_by"] == "wang"
    assert db.session.query(Plan).count() == 1


def test_a_credit_is_given_once(ask: Ask, finance: str) -> None:
    path = "/tenants/acme/invoices/SY-2026-000001/credit-notes"
    body = {"amount": "12.50", "reason": "as agreed"}
    key = {"Idempotency-Key": "c-1"}
    given = [ask("post", path, finance, json=body, headers=key).json for _ in range(2)]
    assert (given[0], given[0]["total"], given[0]["by"]) == (given[1], "12.50", "li")
    assert db.session.query(CreditNote).count() == 1
    shown = ask("get", f"/tenants/acme/credit-notes/{given[0]['number']}", token_of("acme")).json
    assert shown == given[0]
    kinds = [
        one["kind"] for one in ask("get", "/tenants/acme/ledger", token_of("acme", label="l")).json["items"]
    ]
    assert kinds == [one.kind for one in db.session.scalars(select(LedgerTransaction).filter_by(tenant_id=1))]
    assert ask("post", path, finance, json={"reason": "x"}).status_code == 400
    assert ask("post", path.replace("acme", "beta"), finance, json=body).status_code == 404


def test_money_is_moved_and_taken_back(ask: Ask, finance: str) -> None:
    (left,) = ask("get", "/tenants/acme/money/left", finance).json["items"]
    move: dict[str, Any] = {"kind": left["kind"], "of": left["of"], "seen": left["amount"], "amount": "10"}
    made = ask("post", "/tenants/acme/money/moves", finance, json=move | {"reason": "lost"})
    assert (made.status_code, made.json["document"]["amount"]) == (201, "10")
    assert ask("post", "/tenants/acme/money/moves", finance, json=move | {"reason": "x"}).status_code == 409
    other = ask("post", "/tenants/beta/money/moves", finance, json=move | {"reason": "x"})
    assert other.status_code == 404
    path = f"/money/moves/{made.json['name']}/withdraw"
    assert ask("post", f"/tenants/beta{path}", finance, json={"reason": "no"}).status_code == 404
    assert ask("post", f"/tenants/acme{path}", finance, json={"reason": "no"}).json["status"] == "withdrawn"


def test_a_draft_is_decided_by_a_person_of_finance(ask: Ask, finance: str, admin: str) -> None:
    draft = db.session.scalars(select(InvoiceDraft.id)).first()
    refused = ask("post", f"/drafts/{draft}/hold", finance, json={"reason": "wait"})
    assert (refused.status_code, "it is invoiced" in refused.json["error"]["message"]) == (409, True)
    assert ask("post", f"/drafts/{draft}/hold", admin, json={"reason": "wait"}).status_code == 403
    assert ask("post", "/drafts/999/hold", finance, json={"reason": "wait"}).status_code == 404
    assert db.session.query(DraftReview).count() == 0


def test_prompts_come_and_go(ask: Ask, homes: tuple[Home, Home]) -> None:
    secret = token_of("acme")
    path, key = "/tenants/acme/prompts/closed.wav", {"Idempotency-Key": "p-1", "Content-Type": "audio/wav"}
    raw = sound.wav()
    made = [ask("put", path, secret, data=raw, headers=key) for _ in range(2)]
    assert [(one.status_code, one.json["source"]) for one in made] == [(200, "upload")] * 2
    assert [one["name"] for one in ask("get", "/tenants/acme/prompts", secret).json["items"]] == [
        "closed.wav"
    ]
    heard = ask("get", path, secret)
    assert (heard.mimetype, heard.data[:4]) == ("audio/wav", b"RIFF")
    assert ask("put", path, secret, data=b"noise").status_code == 400
    assert ask("put", path, secret, data=b"x" * 1_000_001).status_code == 413
    assert ask("get", path, token_of("beta")).status_code == 404
    (listed,) = ask("get", "/tenants/acme/prompts", secret).json["items"]
    assert (listed["played_in"], ask("delete", path, secret).status_code) == (["main/closed"], 409)
    path = "/tenants/acme/prompts/spare.wav"
    ask("put", path, secret, data=raw)
    gone = [ask("delete", path, secret, headers={"Idempotency-Key": "p-2"}) for _ in range(2)]
    assert [(one.status_code, one.data) for one in gone] == [(204, b"")] * 2
    assert (
        db.session.query(StoredPrompt).filter_by(tenant_id=homes[0].tenant.id, source="upload").count() == 1
    )


def test_a_recording_is_heard_in_parts_and_on_record(ask: Ask, homes: tuple[Home, Home]) -> None:
    acme, _ = homes
    kept = recorded.of_call(acme.call(700), acme.node)
    secret = token_of("acme")
    (one,) = ask("get", "/tenants/acme/recordings", secret).json["items"]
    assert (one["id"], one["sha256"]) == (kept.id, kept.sha256)
    path = f"/tenants/acme/recordings/{kept.id}/audio"
    whole = ask("get", path, secret)
    part = ask("get", path, secret, headers={"Range": "bytes=4-7"})
    assert (part.status_code, part.data) == (206, whole.data[4:8])
    assert ask("get", path.replace("acme", "beta"), token_of("beta")).status_code == 404
    assert [(row.who, row.way) for row in listens(acme.tenant.id, kept.id)] == [("crm", "https")]
