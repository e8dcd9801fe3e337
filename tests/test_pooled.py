"""Through PgBouncer in transaction mode: every transaction in another session, as a busy pool does it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from sqlalchemy import func, make_url, select, text

from billing.audit.whole import verify
from billing.invoices import service
from billing.models import Invoice
from esl.call_sums import keeping
from esl.calls import fold, parts
from esl.models import Conversation
from seatyard import claims, migrations, row_security, scope
from seatyard.app import create_app
from seatyard.config import Settings
from seatyard.db import db, direct, one_moment, snapshot
from tests.billing.month import april, leased
from tests.esl.calls import world
from tests.esl.calls.records import record
from tests.support import pgbouncer
from tests.support.databases import Postgres, settings_for

OFTEN = 12
"""More times than psycopg sends a statement before it prepares it."""


@pytest.fixture
def direct_url(postgres_databases: Postgres) -> Iterator[str]:
    with postgres_databases.fresh() as url:
        yield url


@pytest.fixture
def pooled_url(direct_url: str) -> Iterator[str]:
    found = pgbouncer.program()
    if found is None:
        pytest.skip("no PgBouncer on this machine (Debian: apt-get install pgbouncer)")
    with pgbouncer.before(found, direct_url) as url:
        yield url


@pytest.fixture
def app(direct_url: str, pooled_url: str, tmp_path: Path) -> Iterator[Flask]:
    """In place of that on either engine."""
    settings = settings_for(tmp_path, pooled_url)
    app = create_app(Settings(**{**vars(settings), "database_direct_url": direct_url}))
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    with app.app_context():
        yield app
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


def test_the_pool_is_as_hard_as_it_can_be(pooled_url: str) -> None:
    """Without it the others would show nothing: sessions change, and what was prepared in one is lost."""
    address = make_url(pooled_url).set(drivername="postgresql").render_as_string()
    with psycopg.connect(address, autocommit=True) as connection:
        pids = {connection.execute("SELECT pg_backend_pid()", prepare=False).fetchone() for _ in range(3)}
        assert len(pids) == 3
        with pytest.raises(psycopg.Error, match="prepared statement"):
            _often(connection)


def _often(connection: psycopg.Connection) -> None:
    for _ in range(OFTEN):
        connection.execute("SELECT 1 + %s", (1,))


def test_a_statement_often_and_a_long_answer(app: Flask) -> None:
    pids = set()
    for _ in range(OFTEN):
        with snapshot():
            pids.add(db.session.scalar(text("SELECT pg_backend_pid()")))
            many = select(func.generate_series(1, 500)).execution_options(yield_per=50)
            assert sum(db.session.scalars(many)) == 125_250
    assert len(pids) == OFTEN


def test_who_sees_what_ends_with_the_transaction(app: Flask) -> None:
    """The policies hold: what one transaction said, the next does not have."""
    first, second = leased(name="acme"), leased(name="other")
    for one in (first, second):
        one.call("03-03T09:00", 61)
    db.session.commit()
    ids = (first.tenant.id, second.tenant.id)
    assert not row_security.bypassed()
    for id in ids * OFTEN:
        with scope.only(id), snapshot():
            assert db.session.scalars(select(Conversation.tenant_id)).all() == [id]
    with direct().connect() as connection:
        unsaid = connection.connection.cursor()
        unsaid.execute("SELECT count(*) FROM conversations")
        assert unsaid.fetchone() == (0,)


def test_one_moment_is_one(app: Flask) -> None:
    acme = leased()
    count = select(func.count()).select_from(Conversation)
    with one_moment():
        assert db.session.scalar(count) == 0
        with direct().begin() as other:
            other.exec_driver_sql("SELECT set_config('seatyard.tenant', 'everyone', true)")
            other.exec_driver_sql("UPDATE tenants SET title_en = 'Other'")
        assert db.session.scalar(text("SELECT title_en FROM tenants")) != "Other"
    assert db.session.scalar(text("SELECT title_en FROM tenants")) == "Other"
    assert acme.tenant.id


def test_claims_hold_beyond_a_transaction(app: Flask) -> None:
    first = claims.take("node:fs1")
    assert first is not None
    for _ in range(3):
        with snapshot():
            assert db.session.scalar(select(1)) == 1
    assert first.held()
    assert claims.take("node:fs1") is None
    first.give_back()
    again = claims.take("node:fs1")
    assert again is not None
    again.give_back()


def test_records_become_calls(app: Flask) -> None:
    acme = world.acme()
    parts.keep_ahead()
    world.post(app, [record(f"u-{at}", answer=at, seatyard_tenant=str(acme)) for at in range(OFTEN)])
    assert fold.fold_all() == OFTEN
    assert fold.fold_all() == 0
    assert len(db.session.scalars(select(Conversation.id)).all()) == OFTEN


def test_a_month_is_closed_by_several_processes_and_holds(app: Flask) -> None:
    with april():
        for number in range(6):
            leased(2, name=f"tenant{number}").call("03-03T09:00", 61)
        db.session.commit()
        keeping.due_now()
        closed = service.close("2026-03", jobs=2)
        assert [one.status for one in closed] == ["finalised"] * 6
        assert {one.status for one in service.close("2026-03", jobs=1)} == {"unchanged"}
        db.session.rollback()
        numbers = db.session.scalars(select(Invoice.number).order_by(Invoice.number)).all()
        assert numbers == [f"SY-2026-00000{at}" for at in range(1, 7)]
        assert not [check for check in verify() if check.wrong]


def test_the_schema_is_brought_up_past_the_pool(app: Flask) -> None:
    migrations.upgrade(app)
    assert migrations.stand(app) == migrations.OURS
