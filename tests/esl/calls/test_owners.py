"""Whose a call is: the switch's variable, then the domain, then the number that was dialled."""

from __future__ import annotations

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
from .records import record, to_seat

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


@pytest.mark.parametrize("name", ["domain_name", "dialed_domain", "sip_invite_domain"])
def test_by_domain(app: Flask, acme: int, name: str) -> None:
    assert owners(app, record(**{name: "ACME.test"})) == [acme]


@pytest.mark.parametrize("dialled", [DID, "861088880001", "01088880001"])
def test_by_the_number_dialled_in_any_spelling(app: Flask, other: int, dialled: str) -> None:
    assert owners(app, record(dialled=dialled)) == [other]
    call = db.session.scalars(select(Conversation)).one()
    assert (call.did, call.callee) == (DID, DID)


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


@pytest.mark.parametrize("tenant", ["999", "0", "-1", "x", "99999999999999999999"])
def test_a_tenant_that_there_is_not_is_none(app: Flask, acme: int, tenant: str) -> None:
    assert owners(app, record(seatyard_tenant=tenant)) == []
    assert [f.kind for f in findings.still_open()] == ["cdr_without_tenant"]
    assert db.session.scalars(select(CdrRecord)).one().folded_at is None


def test_a_domain_given_to_a_tenant_later_is_asked_again(app: Flask, acme: int) -> None:
    assert owners(app, record(domain_name="new.test")) == []
    db.session.scalars(select(Tenant)).one().domain = "new.test"
    db.session.commit()
    assert fold.fold_all() == 0
    assert fold.fold_all(again=True) == 1
    assert owners(app) == [acme]
    assert findings.still_open() == []
