"""While a legal hold stands nothing of a tenant is deleted: not by age, not by anybody."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from billing.outlook import service as outlook
from billing.outlook.models import OutlookTotal
from esl.dialling.models import DialRequest
from esl.prompts import service as prompts
from esl.prompts.models import StoredPrompt
from esl.recordings import holds, keys, retention
from esl.recordings.models import Recording
from esl.webhooks import service as webhooks
from esl.webhooks.models import Delivery
from seatyard import clock
from seatyard.db import db
from seatyard.errors import Conflict
from tenants.models import Tenant
from tests.billing.lifecycle.everything import fill
from tests.billing.month import leased
from tests.support import sound

Command = Callable[..., Result]
YEARS_LATER = datetime(2030, 1, 1, tzinfo=UTC)
OF_AN_AGE = (Delivery, OutlookTotal, Recording, StoredPrompt, DialRequest)


@pytest.fixture
def acme(app: Flask) -> Tenant:
    made = leased(1, name="acme")
    made.tenant.policies = {"recordings": {"keep": "1 month"}}
    fill(made.tenant, made.node)
    for delivery in db.session.scalars(select(Delivery)):
        delivery.state, delivery.ended_at = "sent", delivery.made_at
    db.session.commit()
    return made.tenant


def test_nothing_goes_by_its_age(acme: Tenant) -> None:
    holds.hold(acme.id, None, "a court asks", "ann", "2026-17")
    before = _counted(acme.id)
    assert all(before)
    _let_age_do(acme)
    assert _counted(acme.id) == before
    with pytest.raises(Conflict, match="legal hold"):
        prompts.remove(db.session.get(Tenant, acme.id), "closed.wav")
    with pytest.raises(Conflict, match="legal hold"):
        prompts.add(db.session.get(Tenant, acme.id), "closed.wav", sound.wav(), where="closed.wav")
    with pytest.raises(Conflict, match="legal hold"):
        keys.destroy(acme.id, "x", "ann")
    with pytest.raises(Conflict, match="legal hold"):
        retention.end(acme.id, "x")
    assert _counted(acme.id) == before


def test_released_it_goes(acme: Tenant) -> None:
    holds.hold(acme.id, None, "a court asks", "ann")
    holds.release(acme.id, None, "over", "bob")
    _let_age_do(acme)
    assert _counted(acme.id)[:3] == [0, 0, 0]


def test_the_command_lists_them_with_their_reference(acme: Tenant, command: Command) -> None:
    with clock.frozen(YEARS_LATER):
        holds.hold(acme.id, None, "a court asks", "ann", "2026-17")
    (listed,) = [
        one
        for one in json.loads(command("recordings", "holds", "acme", "--json").stdout)
        if not one["released_at"]
    ]
    assert (listed["reason"], listed["reference"]) == ("a court asks", "2026-17")
    assert "2030-01-01 by ann: a court asks (2026-17)" in command("recordings", "holds", "acme").output


def _let_age_do(acme: Tenant) -> None:
    with clock.frozen(YEARS_LATER):
        retention.sweep()
        webhooks.forget()
        outlook._forget()
    db.session.rollback()


def _counted(tenant_id: int) -> list[int]:
    db.session.rollback()
    return [
        db.session.scalar(select(func.count()).select_from(model).filter_by(tenant_id=tenant_id)) or 0
        for model in OF_AN_AGE
    ]
