"""Who forgot the password: nothing that a visitor could measure says whether there is such a person."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select

from billing.mails.models import Mail
from seatyard import clock
from seatyard.audit.models import Entry
from seatyard.db import db
from seatyard.errors import TooMany
from seatyard.identity import people, throttle
from seatyard.identity.throttle import Origin
from tests.factories import TenantFactory, UserFactory

HERE = Origin("203.0.113.7")
LOGINS = [
    "ann@example.com",
    "nobody@example.com",
    "locked@example.com",
    "li@example.com",
    "ops",
    "",
    "x" * 254,
]


@pytest.fixture
def statements(app: Flask) -> list[str]:
    """What the database was asked for."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    return asked


@pytest.fixture(autouse=True)
def folk(app: Flask) -> None:
    UserFactory(login="ann@example.com")
    UserFactory(login="ops")
    UserFactory(login="locked@example.com", locked_at=clock.now())
    UserFactory(login="li@example.com", tenant=TenantFactory())
    db.session.commit()


def test_the_same_is_done_for_every_login(statements: list[str]) -> None:
    """Not by the watch: by what the database is asked for, and that is the same, word for word."""
    for _ in range(2):  # the first time, and once more
        done = []
        for number, login in enumerate(LOGINS):
            statements.clear()
            people.forgot(login, Origin(f"198.51.{number}.7"))
            done.append("\n".join(statements))
        assert "INSERT INTO forgotten_passwords" in done[0]
        assert set(done) == {done[0]}


def test_the_letters_are_written_afterwards(app: Flask) -> None:
    for login in LOGINS:
        people.forgot(login, HERE)
    assert db.session.scalars(select(Mail)).all() == []
    assert people.send_forgotten() == len(LOGINS)
    assert people.send_forgotten() == 0
    written = db.session.scalars(select(Mail.recipient).order_by(Mail.recipient)).all()
    assert written == ["ann@example.com", "li@example.com"]
    entries = db.session.scalars(select(Entry).where(Entry.what.startswith("password_links/"))).all()
    assert {(one.actor, one.whence) for one in entries} == {("seatyard", HERE.address)}


def test_a_login_that_is_none_is_not_kept(app: Flask) -> None:
    people.forgot("x" * 255, HERE)
    assert people.send_forgotten() == 0


def test_asking_is_throttled_all_the_same(app: Flask) -> None:
    for _ in range(throttle.FREE[throttle.FORGOT]):
        people.forgot("ann@example.com", HERE)
    with pytest.raises(TooMany):
        people.forgot("ann@example.com", HERE)
    assert people.send_forgotten() == 1
