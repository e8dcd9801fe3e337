"""Tokens: made and shown once, of a tenant or a person, with an end; those of before go on."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any, NoReturn

import pytest
import sqlalchemy as sa
from alembic import command as alembic
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from seatyard import clock, findings, migrations
from seatyard.audit.models import Entry
from seatyard.db import db
from seatyard.errors import InvalidInput
from seatyard.identity import service as identity
from seatyard.identity.permissions import FINANCE, OPERATOR
from tenants.tokens import known
from tenants.tokens import service as tokens
from tenants.tokens.models import ApiToken
from tests.factories import TenantFactory, UserFactory
from tests.support.house import Home

from .conftest import Ask, token_of, token_of_person


def test_a_token_with_scopes_and_an_end(command: Any, app: Flask) -> None:
    TenantFactory(name="acme")
    db.session.commit()
    scopes = ("--scope", "calls", "--scope", "service")
    made = json.loads(
        command("tenant", "token", "add", "acme", "crm", *scopes, "--expires", "90d", "--json").output
    )
    assert made["token"].startswith("sy_")
    assert made["scopes"] == ["calls", "service"]
    (told,) = json.loads(command("tenant", "token", "list", "acme", "--json").output)
    assert (told["hint"], told["scopes"], told["used_at"]) == (made["token"][:7], made["scopes"], None)
    assert made["token"] not in command("tenant", "token", "list", "acme").output
    kept = db.session.query(ApiToken).one()
    assert kept.sha256 == tokens.sha256(made["token"])
    assert kept.expires_at is not None
    assert timedelta(days=89) < kept.expires_at - clock.now() <= timedelta(days=90)


@pytest.mark.parametrize(
    "more",
    [
        ("--scope", "money"),
        ("--scope", "account"),
        ("--scope", "nonsense"),
        ("--expires", "soon"),
        ("--expires", "0d"),
        ("--expires", "9999d"),
    ],
)
def test_what_a_tenants_token_may_not_be(command: Any, app: Flask, more: tuple[str, str]) -> None:
    TenantFactory(name="acme")
    db.session.commit()
    refused = command("tenant", "token", "add", "acme", "crm", *more)
    assert (refused.exit_code, refused.output.count("\n")) == (2, 1), refused.output
    assert db.session.query(ApiToken).count() == 0


def test_a_persons_token(command: Any, app: Flask) -> None:
    UserFactory(login="li", role=FINANCE)
    db.session.commit()
    made = command("user", "token", "add", "li", "books", "--scope", "money", "--scope", "money.move")
    assert made.exit_code == 0
    assert command("user", "token", "add", "li", "none").exit_code == 2
    assert command("user", "token", "add", "li", "wrong", "--scope", "nodes").exit_code == 2
    assert "money money.move" in command("user", "token", "list", "li").output
    assert command("user", "token", "revoke", "li", "books").exit_code == 0
    assert command("user", "token", "revoke", "li", "books").exit_code == 2


def test_a_locked_persons_token_opens_nothing(homes: tuple[Home, Home], ask: Ask) -> None:
    secret = token_of_person(FINANCE, "money", login="li")
    assert ask("get", "/invoices", secret).status_code == 200
    identity.lock(identity.named("li"))
    assert ask("get", "/invoices", secret).status_code == 401


def test_a_change_is_entered_in_the_name_of_who_asked(homes: tuple[Home, Home], ask: Ask) -> None:
    """A tenant's program is not taken for a person of the same name."""
    secret = token_of_person(OPERATOR, "findings.work", login="sue")
    finding = findings.still_open()[0].id
    assert ask("post", f"/findings/{finding}/notes", secret, json={"note": "seen"}).status_code < 300
    assert last_actor() == ("sue", "127.0.0.1")


def last_actor() -> tuple[str, str]:
    entry = last_entry()
    return entry.actor, entry.whence


def last_entry() -> Entry:
    entry = db.session.scalars(select(Entry).order_by(Entry.id.desc())).first()
    assert entry is not None
    return entry


def test_its_last_use_is_kept_to_the_minute(homes: tuple[Home, Home], ask: Ask) -> None:
    """And is no entry of the audit trail: nobody changed anything."""
    secret, start = token_of("acme"), clock.now()
    given = last_entry().id
    for seconds, noted in ((0, 0), (30, 0), (61, 61)):
        with clock.frozen(start + timedelta(seconds=seconds)):
            assert ask("get", "/tenants/acme/calls", secret).status_code == 200
        db.session.rollback()
        assert db.session.query(ApiToken).one().used_at == start + timedelta(seconds=noted)
    assert last_entry().id == given


def test_what_was_read_is_answered_even_if_its_use_cannot_be_noted(
    homes: tuple[Home, Home], ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked() -> NoReturn:
        raise OperationalError("UPDATE", {}, ConnectionError("gone"))

    monkeypatch.setattr(known, "transaction", locked)
    assert ask("get", "/tenants/acme/calls", token_of("acme")).status_code == 200


def test_a_token_without_scopes_is_none(homes: tuple[Home, Home]) -> None:
    with pytest.raises(InvalidInput):
        tokens.give(tokens.tenant_named("acme"), "crm", "tests", [])


def test_tokens_of_before_may_what_they_might(app: Flask) -> None:
    """Up, down and up again."""
    tenant = TenantFactory(name="acme").id
    db.session.commit()
    db.session.remove()
    config = migrations.config_for(app)
    alembic.downgrade(config, "0045")
    before = sa.table(
        "api_tokens", *(sa.column(n) for n in ("tenant_id", "label", "sha256", "given_by", "given_at"))
    )
    row = {"tenant_id": tenant, "label": "crm", "sha256": "x" * 64, "given_by": "op", "given_at": clock.now()}
    with db.engine.begin() as connection:
        connection.execute(sa.insert(before).values(**row))
    alembic.upgrade(config, "head")
    kept = db.session.query(ApiToken).one()
    assert (kept.label, kept.scopes.split(), kept.hint) == ("crm", list(tokens.USUAL), "")
    assert abs(kept.given_at - row["given_at"]) < timedelta(seconds=1)
    db.session.remove()
    alembic.downgrade(config, "0045")
    with db.engine.begin() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(before)) == 1
    alembic.upgrade(config, "head")
