"""The second wall: PostgreSQL alone keeps tenants apart, with the first wall switched off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import ProgrammingError

from seatyard import row_security, scope
from seatyard.app import create_app
from seatyard.db import Base, db
from tests.support.databases import Postgres, settings_for

from . import rows
from .off import first_wall_off
from .rows import A, B, tenants


@pytest.fixture
def second_wall_alone(app: Flask) -> Iterator[Flask]:
    """Both tenants' rows; the application's role is one that cannot bypass the policies."""
    if db.engine.dialect.name != "postgresql":
        pytest.skip("SQLite has no row-level security")
    rows.fill()
    with first_wall_off():
        yield app
        db.session.remove()


@pytest.mark.usefixtures("second_wall_alone")
def test_no_row_of_another_tenant_is_seen() -> None:
    assert not row_security.bypassed()
    for table in tenants():
        count = select(func.count()).select_from(table)
        with scope.everyone():
            assert db.session.scalar(count) == 2, table.name
        for tenant in (A, B):  # within one transaction
            with scope.only(tenant):
                assert db.session.scalar(count) == 1, table.name
                assert [_key(table, row) for row in db.session.execute(select(table)).mappings()] == [
                    rows.key(table, tenant)
                ]
        with scope.within(scope.NOBODY):
            assert db.session.scalar(count) == 0, table.name
        db.session.rollback()
        with scope.only(A):
            assert db.session.scalar(count) == 1, table.name


@pytest.mark.usefixtures("second_wall_alone")
def test_no_row_of_another_tenant_is_written() -> None:
    for table in tenants():
        column = next(iter(table.primary_key))
        theirs = [one == value for one, value in zip(table.primary_key, rows.key(table, B), strict=True)]
        with scope.only(A):
            changed = db.session.execute(update(table).where(*theirs).values({column.name: column}))
            assert changed.rowcount == 0, table.name
            assert db.session.execute(table.delete().where(*theirs)).rowcount == 0, table.name
            with pytest.raises(ProgrammingError, match="row-level security"):
                db.session.execute(table.insert().values(rows.row(table, B)))
            db.session.rollback()


@pytest.mark.usefixtures("second_wall_alone")
def test_parts_of_tables_are_closed_to_tenants() -> None:
    with scope.only(A):
        for table in ("conversations_default", "legs_default"):
            assert db.session.scalar(text(f"SELECT count(*) FROM {table}")) == 0  # noqa: S608
    with scope.everyone():
        assert db.session.scalar(text("SELECT count(*) FROM legs_default")) == 2


@pytest.mark.usefixtures("second_wall_alone")
def test_policies_do_not_hide_from_plans_that_everyone_is_seen() -> None:
    """Migration 0073: where a text is compared, PostgreSQL expects a two-hundredth of the rows."""
    policies = "SELECT tablename, qual FROM pg_policies WHERE cmd = 'ALL' AND schemaname = 'public'"
    found = db.session.execute(text(policies)).tuples().all()
    assert len(found) > len(tenants())
    told = "( SELECT (current_setting('seatyard.tenant'::text, true) = 'everyone'::text))"
    assert [table for table, its in found if told not in its] == []
    assert [table for table, its in found if "EXISTS" in its and "OFFSET 0" not in its] == []


@pytest.mark.usefixtures("second_wall_alone")
def test_what_was_said_ends_with_a_savepoint_that_is_undone() -> None:
    count = select(func.count()).select_from(Base.metadata.tables["seats"])
    with scope.everyone():
        assert db.session.scalar(count) == 2
        savepoint = db.session.begin_nested()
        with scope.only(A):
            assert db.session.scalar(count) == 1
            savepoint.rollback()
            assert db.session.scalar(count) == 1
        assert db.session.scalar(count) == 2


@pytest.mark.usefixtures("second_wall_alone")
def test_after_a_failure_within_a_savepoint_it_goes_on() -> None:
    count = select(func.count()).select_from(Base.metadata.tables["seats"])
    with scope.only(A):
        assert db.session.scalar(count) == 1
        with pytest.raises(ProgrammingError), db.session.begin_nested():
            db.session.execute(text("SELECT nothing FROM nowhere"))
        assert db.session.scalar(count) == 1


def test_a_role_above_the_policies_is_told(
    postgres_databases: Postgres, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    name = "template_seatyard"
    for address, told in ((postgres_databases.held(name), 0), (f"{postgres_databases.server}/{name}", 1)):
        with create_app(settings_for(tmp_path, address)).app_context():
            row_security.tell_if_bypassed()
            db.engine.dispose()
        assert caplog.text.count("bypasses row-level security") == told


def _key(table: object, row: object) -> tuple[object, ...]:
    return tuple(row[one.name] for one in table.primary_key)  # type: ignore[index, attr-defined]
