"""Pages that may lag read from a real streaming replica, and from the primary where it is away or behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask
from sqlalchemy import event, func, select

from esl.models import Conversation
from seatyard import migrations, replica, row_security, scope
from seatyard.app import create_app
from seatyard.db import REPLICA, db, lagging, snapshot
from seatyard.doctor import replica as doctor
from tenants.models import Tenant
from tests.factories import ConversationFactory, TenantFactory
from tests.support import postgres
from tests.support.databases import ROLE, settings_for
from tests.support.postgres import Server

from .api.conftest import token_of

AT = datetime(2026, 3, 3, 1, tzinfo=UTC)


class Pair:
    """A primary with a house in it, and its replica."""

    def __init__(self, bin_dir: Path, home: Path) -> None:
        self.primary = Server(bin_dir)
        self.primary.start()
        self.admin(f"CREATE ROLE {ROLE} LOGIN NOSUPERUSER NOBYPASSRLS")
        self.admin(f"CREATE DATABASE {ROLE} OWNER {ROLE}")
        self.settings = settings_for(home, _url(self.primary))
        app = create_app(self.settings)
        migrations.upgrade(app)
        with app.app_context():
            TenantFactory(name="acme")
            TenantFactory(name="other")
            db.session.commit()
            db.session.remove()
            db.engine.dispose()
        self.replica = Server(bin_dir, copied=self.primary)
        self.replica.start()
        self.settings = replace(self.settings, replica_url=_url(self.replica))

    def admin(self, statement: str) -> None:
        _at(self.primary, statement)

    def paused(self) -> None:
        """What comes from now on is received, and not seen."""
        _at(self.replica, "SELECT pg_wal_replay_pause()")

    def resumed(self) -> None:
        _at(self.replica, "SELECT pg_wal_replay_resume()")


def _url(server: Server) -> str:
    return f"postgresql+psycopg://{ROLE}@127.0.0.1:{server.port}/{ROLE}"


def _at(server: Server, statement: str) -> None:
    address = f"{server.address.replace('+psycopg', '')}/postgres"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(statement)


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    bin_dir = postgres.binaries()
    if bin_dir is None:
        pytest.skip("no PostgreSQL binaries on this machine (Debian: apt-get install postgresql)")
    made = Pair(bin_dir, tmp_path_factory.mktemp("pair"))
    yield made
    for server in (made.replica, made.primary):
        server.stop()
        server.remove()


@pytest.fixture
def open_house(pair: Pair) -> Iterator[Callable[..., Flask]]:
    """Applications over the pair, the latest one's context around the test."""
    contexts = []

    def opened(**settings: Any) -> Flask:
        app = create_app(replace(pair.settings, **settings))
        app.config.update(TESTING=True)
        contexts.append(app.app_context())
        contexts[-1].push()
        return app

    yield opened
    for context in reversed(contexts):
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()
        context.pop()


@pytest.fixture
def asked(open_house: Callable[..., Flask]) -> Callable[..., Any]:
    def ask(app: Flask, token: str) -> tuple[int, int]:
        """How many calls the API shows, and how many statements came to the replica meanwhile."""
        seen: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
            seen.append(statement)

        event.listen(db.engines[REPLICA], "before_cursor_execute", note)
        answer = app.test_client().get(
            "/api/v1/tenants/acme/calls", headers={"Authorization": f"Bearer {token}"}
        )
        event.remove(db.engines[REPLICA], "before_cursor_execute", note)
        assert answer.status_code == 200, answer.text
        return len(answer.json["items"]), sum("conversations" in one for one in seen)

    return ask


def _caught_up() -> None:
    while replica.lag():
        pass


def _called(name: str = "acme") -> None:
    tenant = db.session.scalars(select(Tenant).filter_by(name=name)).one()
    ConversationFactory(tenant=tenant, started_at=AT)
    db.session.commit()


def test_a_list_of_calls_is_read_from_the_replica_while_it_is_near(
    pair: Pair, open_house: Callable[..., Flask], asked: Callable[..., Any]
) -> None:
    app = open_house(replica_lag=3600)
    _called()
    _called("other")
    token = token_of("acme", label="one")
    _caught_up()
    shown, there = asked(app, token)
    assert (shown, there > 0) == (1, True)
    assert [one.state for one in doctor.check()] == ["ok"]
    pair.paused()
    _called()
    shown, there = asked(app, token)
    assert (shown, there > 0) == (1, True)  # as it was a moment ago
    near = open_house(replica_lag=0)
    assert asked(near, token) == (2, 0)
    assert [(one.state, "the primary is read" in one.what) for one in doctor.check()] == [("warning", True)]
    pair.resumed()
    _caught_up()
    assert asked(open_house(replica_lag=0), token)[0] == 2


def test_nothing_is_written_there_and_tenants_see_their_own(open_house: Callable[..., Flask]) -> None:
    open_house()
    for name in ("acme", "other"):
        _called(name)
    _caught_up()
    with lagging():
        assert not row_security.bypassed()
        acme = db.session.scalars(select(Tenant).filter_by(name="acme")).one()
        acme.title_en = "Acme, written"
        assert db.session.scalar(select(func.count()).select_from(Tenant)) == 2  # flushes
        db.session.commit()
    for name in ("acme", "other"):
        id = db.session.scalar(select(Tenant.id).filter_by(name=name))
        assert id is not None
        _caught_up()
        with lagging(), scope.only(id), snapshot():
            assert db.session.connection().engine is db.engines[REPLICA]
            assert set(db.session.scalars(select(Conversation.tenant_id))) == {id}
    assert db.session.scalar(select(Tenant.title_en).filter_by(name="acme")) == "Acme, written"


def test_one_that_breaks_off_or_is_none_is_not_missed(
    pair: Pair, open_house: Callable[..., Flask], asked: Callable[..., Any]
) -> None:
    app = open_house(replica_lag=3600)
    token = token_of("acme", label="two")
    _caught_up()
    shown, there = asked(app, token)
    assert there
    pair.replica.stop()
    try:
        assert asked(app, token)[0] == shown
        assert asked(app, token) == (shown, 0)  # for a while nobody asks it
        assert [one.state for one in doctor.check()] == ["warning"]
    finally:
        pair.replica.start()
    none = open_house(replica_url=pair.settings.database_url)
    assert asked(none, token) == (shown, 0)
    assert [one.state for one in doctor.check()] == ["fault"]


def test_views_that_may_lag_only_read(open_house: Callable[..., Flask]) -> None:
    app = open_house()
    marked = {
        (rule.rule, method)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if getattr(app.view_functions[rule.endpoint], "may_lag", False)
    }
    assert {method for _, method in marked} == {"GET"}
    assert {path.partition("/tenants/<tenant>")[2] or path for path, _ in marked} == {
        "/api/v1/calls",
        "/calls",
        "/calls-by-day",
        "/reports/<report>",
        "/reports/<report>.<any(csv, xlsx):sheet>",
        "/reports/<report>/files/<any(csv, xlsx):form>",
    }
