"""Whose a call is: the switch's variable, then the domain, then the number that was dialled."""

from __future__ import annotations

import orjson
import pytest
from flask import Flask
from sqlalchemy import select

from esl.calls import fold
from esl.models import CdrRecord, Conversation
from seatyard import findings
from seatyard.db import db
from tenants.models import Tenant
from tests.factories import NumberFactory, TenantFactory

from . import world
from .records import document, record, to_seat

DID = "+861088880001"


def owners(app: Flask, *bodies: bytes) -> list[int]:
    world.post(app, bodies)
    fold.fold_all()
    return [call.tenant_id for call in db.session.scalars(select(Conversation))]


@pytest.fixture
def other(app: Flask, acme: int) -> int:
    tenant = TenantFactory(domain="other.test")
    NumberFactory(e164=DID, tenant=tenant)
    db.session.commit()
    return int(tenant.id)


def test_by_domain(app: Flask, acme: int) -> None:
    names = ["domain_name", "dialed_domain", "sip_invite_domain"]
    assert owners(app, *(record(name, **{name: "ACME.test"}) for name in names)) == [acme] * 3


def test_by_the_context_that_the_call_ended_in(app: Flask, acme: int) -> None:
    callflow = [{"caller_profile": {"context": name}} for name in ("acme.test", "public")]
    assert owners(app, orjson.dumps({**document(), "callflow": callflow})) == [acme]


def test_by_the_number_dialled_in_any_spelling(app: Flask, other: int) -> None:
    spellings = [DID, "861088880001", "01088880001"]
    assert owners(app, *(record(dialled, dialled=dialled) for dialled in spellings)) == [other] * 3
    assert {(call.did, call.callee) for call in db.session.scalars(select(Conversation))} == {(DID, DID)}


def test_the_variable_is_believed_and_the_dispute_reported(app: Flask, acme: int, other: int) -> None:
    assert owners(app, record(seatyard_tenant=str(acme), domain_name="other.test", dialled=DID)) == [acme]
    [finding] = findings.still_open("tenant_conflict")
    assert (finding.tenant_id, finding.detail["sources"]) == (
        acme,
        {"seatyard_tenant": [acme], "domain": [other], "DID": [other]},
    )


def test_all_legs_are_the_tenants_whom_one_names(app: Flask, acme: int) -> None:
    assert owners(app, record("u-1", answer=5), to_seat("u-2", "u-1", answer=5, domain_name="acme.test")) == [
        acme
    ]
    assert findings.still_open() == []


def test_a_tenant_that_there_is_not_is_none(app: Flask, acme: int) -> None:
    nobody = ["999", "0", "-1", "x", "99999999999999999999"]
    assert owners(app, *(record(f"u{tenant}", seatyard_tenant=tenant) for tenant in nobody)) == []
    assert [f.kind for f in findings.still_open()] == ["cdr_without_tenant"] * len(nobody)
    assert {row.folded_at for row in db.session.scalars(select(CdrRecord))} == {None}


def test_a_domain_given_to_a_tenant_later_is_asked_again(app: Flask, acme: int) -> None:
    assert owners(app, record(domain_name="new.test")) == []
    db.session.scalars(select(Tenant)).one().domain = "new.test"
    db.session.commit()
    assert fold.fold_all() == 0
    assert fold.fold_all(again=True) == 1
    assert owners(app) == [acme]
    assert findings.still_open() == []


def test_what_a_person_cleared_stays_cleared_when_its_record_is_asked_again(app: Flask, acme: int) -> None:
    unreadable = record("u-2", start_uepoch=None)
    assert owners(app, record("u-1", domain_name="nowhere.test", answer=5), unreadable) == []
    for finding in findings.still_open():
        findings.clear(finding.id, "ann", "a carrier's test call")
    assert fold.fold_all(again=True) == 2
    assert findings.still_open() == []
    assert {one.count for one in db.session.scalars(select(findings.Finding))} == {1}
