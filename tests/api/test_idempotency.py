"""``Idempotency-Key``: one write, whoever asks how often, and an honest word where nobody knows."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from flask import Flask, request
from marshmallow import Schema, fields
from sqlalchemy import delete, insert

from seatyard import clock
from seatyard.api import frame, idempotency
from seatyard.api.frame import Blueprint
from seatyard.api.models import IdempotencyKey
from seatyard.app import create_app
from seatyard.db import db
from seatyard.errors import Conflict, SwitchError, Unavailable
from seatyard.identity.permissions import PROMPTS_CHANGE
from tenants.models import Tenant
from tenants.tokens.door import asks
from tests.factories import TenantFactory
from tests.support import databases

from .conftest import token_of

PATH = "/api/v1/tenants/acme/rings"


class RingArgs(Schema):
    times = fields.Integer(load_default=1)


class Bell:
    """What a write does: counted, after a hook that a test sets."""

    def __init__(self) -> None:
        self.rung = 0
        self.before: Any = lambda: None


@pytest.fixture
def bell() -> Bell:
    return Bell()


@pytest.fixture
def app(database_url: str, tmp_path: Path, bell: Bell) -> Iterator[Flask]:
    """With a resource whose every doing is counted."""
    app = create_app(databases.settings_for(tmp_path, database_url))
    blueprint = Blueprint("bells", __name__)

    @blueprint.route("/tenants/<tenant>/rings", methods=["POST"])
    @asks(PROMPTS_CHANGE, changes=True)
    @blueprint.arguments(RingArgs)
    @blueprint.response(201)
    def ring(args: dict[str, int], tenant: Tenant) -> tuple[dict[str, Any], int, dict[str, str]]:
        bell.before()
        bell.rung += args["times"]
        return {"rung": bell.rung, "tenant": tenant.name}, 201, {"Location": request.path}

    frame.register(app, blueprint)
    with app.app_context():
        TenantFactory(name="acme")
        db.session.commit()
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def secret(app: Flask) -> str:
    return token_of("acme")


def post(app: Flask, secret: str, key: str = "k-1", **body: Any) -> Any:
    headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": key}
    return Context().run(lambda: app.test_client().post(PATH, json=body, headers=headers))


def test_the_same_again_is_answered_and_not_done(app: Flask, bell: Bell, secret: str) -> None:
    first, again = post(app, secret), post(app, secret)
    assert (first.status_code, again.status_code, again.json, bell.rung) == (201, 201, first.json, 1)
    assert (first.headers["Location"], again.headers["Location"]) == (PATH, PATH)
    assert ("Idempotency-Replayed" in first.headers, "Idempotency-Replayed" in again.headers) == (False, True)
    assert post(app, secret, "k-2").json["rung"] == 2


def test_a_key_is_of_one_request_and_one_owner(app: Flask, bell: Bell, secret: str) -> None:
    post(app, secret)
    refused = post(app, secret, times=5)
    assert (refused.status_code, refused.json["error"]["kind"], bell.rung) == (422, "KeyReused", 1)
    assert post(app, token_of("acme", label="other")).headers["Idempotency-Replayed"]
    for wrong in ("x" * 256, "schlüssel"):
        assert post(app, secret, wrong).status_code == 400


def test_without_a_key_a_change_may_follow_one_that_another_process_made_meanwhile(
    app: Flask, bell: Bell, secret: str
) -> None:
    """SQLite lets no transaction write that has read what is no longer so."""

    def meanwhile() -> None:
        row = {"fingerprint": "", "body": "", "location": "", "claimed_at": clock.now()}
        with db.engine.begin() as other:
            other.execute(insert(IdempotencyKey).values(owner="tenant 0", key="k-0", **row))
        db.session.execute(delete(IdempotencyKey))
        db.session.commit()

    bell.before = meanwhile
    assert (post(app, secret, key="").status_code, bell.rung) == (201, 1)


def test_of_many_at_once_one_does_it(app: Flask, bell: Bell, secret: str) -> None:
    """The others are told to wait, or given the answer."""
    many = 6
    together = Barrier(many)

    def one() -> Any:
        together.wait()
        return post(app, secret)

    with ThreadPoolExecutor(many) as pool:
        answers = [done.result() for done in [pool.submit(one) for _ in range(many)]]
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert [a.status_code for a in answers if "Idempotency-Replayed" not in a.headers].count(201) == 1
    assert bell.rung == 1
    assert post(app, secret).json["rung"] == 1


def test_while_it_is_worked_on_another_is_told_so(app: Flask, bell: Bell, secret: str) -> None:
    told = []
    bell.before = lambda: told.append(post(app, secret).json["error"]["message"])
    assert post(app, secret).status_code == 201
    assert told == ["the request with this key is being worked on"]


@pytest.mark.parametrize("refusal", [Conflict("no"), Unavailable("not now")])
def test_what_was_refused_gives_the_key_back(app: Flask, bell: Bell, secret: str, refusal: Exception) -> None:
    bell.before = raising(refusal)
    assert post(app, secret).status_code in (409, 503)
    bell.before = lambda: None
    assert post(app, secret, times=3).json["rung"] == 3


@pytest.mark.parametrize("fault", [SwitchError("no answer"), RuntimeError("crash")])
def test_what_broke_off_is_told_as_unknown(app: Flask, bell: Bell, secret: str, fault: Exception) -> None:
    bell.before = raising(fault)
    assert post(app, secret).status_code in (500, 502)
    assert "being worked on" in post(app, secret).json["error"]["message"]
    with clock.frozen(clock.now() + timedelta(minutes=3)):
        refused = post(app, secret)
        assert (refused.status_code, bell.rung) == (409, 0)
        assert "may have been done" in refused.json["error"]["message"]


def test_a_key_is_forgotten_after_a_day(app: Flask, bell: Bell, secret: str) -> None:
    post(app, secret)
    post(app, secret, "k-2")
    assert idempotency.prune() == 0
    with clock.frozen(clock.now() + timedelta(hours=25)):
        assert post(app, secret).json["rung"] == 3
        assert idempotency.prune() == 1
    assert db.session.query(IdempotencyKey).count() == 1


def raising(error: Exception) -> Any:
    def fail() -> None:
        raise error

    return fail
