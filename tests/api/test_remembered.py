"""A token that was read once is not read again until somebody decides something: then at once."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, event, text

from seatyard.db import db
from seatyard.identity import service as people
from seatyard.identity.models import User
from seatyard.identity.permissions import FINANCE, SUPPORT
from tenants import directory
from tenants.tokens import memory
from tenants.tokens import service as tokens
from tests.support.house import Home

from .conftest import Ask, token_of, token_of_person

PATH = "/tenants/acme/recordings"


@pytest.fixture
def read() -> Iterator[list[str]]:
    """The statements by which tokens were read."""
    seen: list[str] = []

    def see(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement.startswith("SELECT") and "FROM api_tokens" in statement:
            seen.append(statement)

    event.listen(Engine, "before_cursor_execute", see)
    yield seen
    event.remove(Engine, "before_cursor_execute", see)


def asked(ask: Ask, *secrets: str) -> list[int]:
    return [ask("get", PATH, secret).status_code for secret in secrets]


def test_it_is_read_once(homes: tuple[Home, Home], ask: Ask, read: list[str]) -> None:
    secret = token_of("acme")
    read.clear()
    assert (asked(ask, secret, secret, secret), len(read)) == ([200, 200, 200], 1)


def test_what_else_people_do_changes_nothing_of_it(
    homes: tuple[Home, Home], ask: Ask, read: list[str]
) -> None:
    """Looks, which make entries too, and changes of other things."""
    secret, staff = token_of("acme"), token_of_person(SUPPORT)
    asked(ask, secret, staff)
    read.clear()
    acme = directory.find("acme")
    assert acme is not None
    acme.seats[0].name = "Anna"
    db.session.commit()
    assert (asked(ask, secret, staff, secret), read) == ([200, 200, 200], [])


def test_a_wrong_one_is_not_remembered(homes: tuple[Home, Home], ask: Ask, read: list[str]) -> None:
    assert (asked(ask, "sy_wrong", "sy_wrong"), len(read)) == ([401, 401], 2)


def test_one_that_is_taken_back_lets_nobody_in(homes: tuple[Home, Home], ask: Ask) -> None:
    secret = token_of("acme")
    assert asked(ask, secret) == [200]
    tokens.revoke(tokens.tenant_named("acme"), "crm")
    assert asked(ask, secret, secret) == [401, 401]


def test_nor_does_that_of_a_person_who_is_locked_or_has_another_role(
    homes: tuple[Home, Home], ask: Ask
) -> None:
    secret = token_of_person(SUPPORT)
    person = db.session.query(User).filter_by(role=SUPPORT).order_by(User.id.desc()).first()
    assert person is not None
    assert asked(ask, secret) == [200]
    person.role = FINANCE
    db.session.commit()
    assert asked(ask, secret) == [403]
    people.lock(person)
    assert asked(ask, secret) == [401]


def test_what_is_known_of_its_tenant_is_as_it_is_now(homes: tuple[Home, Home], ask: Ask) -> None:
    """Also what no entry of the trail tells: the generation."""
    secret = token_of("acme")
    for column, value in (("generation", 41), ("title_en", "Acme & Sons"), ("generation", 42)):
        acme = directory.find("acme")
        setattr(acme, column, value)
        db.session.commit()
        assert ask("get", "/tenants/acme", secret).json[column] == value


def test_a_change_by_hand_is_seen_within_a_minute(
    homes: tuple[Home, Home], ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret, start = token_of("acme"), time.monotonic()
    assert asked(ask, secret) == [200]
    db.session.execute(text("UPDATE api_tokens SET revoked_at = given_at"))
    db.session.commit()
    assert asked(ask, secret) == [200]
    monkeypatch.setattr(time, "monotonic", lambda: start + memory.LASTS + 5)
    assert asked(ask, secret) == [401]


def test_only_so_many_are_remembered(
    homes: tuple[Home, Home], ask: Ask, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "KNOWN", 2)
    first, second, third = (token_of("acme", label=label) for label in ("one", "two", "three"))
    asked(ask, first, second, first, third)
    read.clear()
    asked(ask, first)
    assert not read
    asked(ask, second)
    assert len(read) == 1
