"""A furnished house, and programs that ask it with tokens."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import Context
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from seatyard.db import db
from seatyard.identity.permissions import GRANTED, OF_PROGRAMS, STAFF
from tenants import directory
from tenants.tokens import service as tokens
from tests.factories import UserFactory
from tests.support.house import Home, furnished

Ask = Callable[..., Any]


@pytest.fixture
def homes(app: Flask) -> tuple[Home, Home]:
    acme, beta = furnished(calls=14)
    db.session.commit()
    return acme, beta


@pytest.fixture
def ask(app: Flask) -> Ask:
    """``ask("get", "/tenants/acme/calls", token)``: as a server would, in a context of its own."""

    def asked(method: str, path: str, token: str = "", **more: Any) -> Any:
        db.session.commit()
        headers = {**({"Authorization": f"Bearer {token}"} if token else {}), **more.pop("headers", {})}
        client: FlaskClient = app.test_client()
        return Context().run(
            lambda: client.open(f"/api/v1{path}", method=method.upper(), headers=headers, **more)
        )

    return asked


def token_of(tenant: str, *scopes: str, label: str = "crm") -> str:
    """Of a tenant's program; with all that it may have unless told otherwise."""
    owner = tokens.tenant_named(tenant)
    return tokens.give(owner, label, "tests", scopes or owner.may)


def token_of_person(role: str, *scopes: str, **of: Any) -> str:
    person = UserFactory(role=role, **of)
    db.session.commit()
    owner = tokens.person_named(person.login)
    return tokens.give(owner, "crm", "tests", scopes or owner.may)


def secret_for(permission: str, label: str = "one") -> str:
    """A token with this scope alone: of acme's program, of the operator's person, or of a seat's."""
    if permission in OF_PROGRAMS:
        return token_of("acme", permission, label=label)
    roles = GRANTED[permission]
    role = next((role for role in roles if role in STAFF), roles[0])
    if role in STAFF:
        return token_of_person(role, permission)
    acme = directory.find("acme")
    assert acme is not None
    return token_of_person(role, permission, seat=acme.seats[0])
