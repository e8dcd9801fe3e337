"""A database that a test gives back is like a new one, or nobody gets it."""

from __future__ import annotations

import psycopg
import pytest
from psycopg.rows import scalar_row
from sqlalchemy import make_url

from tests.support.databases import Postgres
from tests.support.emptied import MOST, Template

FINDINGS = """
    INSERT INTO findings (kind, key, message, detail, billable, count, first_at, last_at)
    SELECT 'drift', n, 'x', '{}', false, 1, now(), now() FROM generate_series(1, %s) AS n
"""
NOTES = (
    "INSERT INTO finding_notes (finding_id, at, by, what, text) SELECT id, now(), 'x', 'x', '' FROM findings"
)


def used(databases: Postgres, *statements: str) -> tuple[str, int]:
    """The address of a database on which these ran, and its number, which a new name does not change."""
    with databases.fresh() as url, connected(databases, url) as connection:
        for statement in statements:
            connection.execute(statement.encode())
        number = connection.execute(
            "SELECT oid FROM pg_database WHERE datname = current_database()"
        ).fetchone()
    assert number is not None
    return url, number


def above(databases: Postgres, url: str) -> str:
    """The same for the role that no policy holds, as libpq takes it."""
    owner = make_url(databases.server).username
    return make_url(url).set(drivername="postgresql", username=owner).render_as_string()


def connected(databases: Postgres, url: str) -> psycopg.Connection[int]:
    return psycopg.connect(above(databases, url), autocommit=True, row_factory=scalar_row)


@pytest.fixture
def databases(postgres_databases: Postgres) -> Postgres:
    postgres_databases.spare.clear()
    return postgres_databases


def test_rows_go_and_numbers_begin_again(databases: Postgres) -> None:
    _, number = used(databases, FINDINGS.replace("%s", "3"), NOTES, "SELECT nextval('users_id_seq')")
    with databases.fresh() as url, connected(databases, url) as connection:
        assert Template.of(above(databases, url)) == databases.template
        assert connection.execute("SELECT count(*) FROM finding_notes").fetchone() == 0
        connection.execute(FINDINGS.replace("%s", "1").encode())
        assert connection.execute("SELECT id FROM findings").fetchone() == 1
        assert connection.execute("SELECT nextval('users_id_seq')").fetchone() == 1
    assert used(databases)[1] == number


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE findings ADD COLUMN more int",
        "ALTER TABLE findings ALTER COLUMN message DROP NOT NULL",
        "ALTER TABLE finding_notes DROP CONSTRAINT fk_finding_notes_finding_id_findings",
        "CREATE TABLE legs_more PARTITION OF legs FOR VALUES FROM ('1990-01-01') TO ('1990-02-01')",
        "CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "ANALYZE alembic_version",
        "UPDATE alembic_version SET version_num = 'x'",
        FINDINGS.replace("%s", str(MOST + 1)),
    ],
)
def test_what_is_changed_otherwise_is_not_used_again(databases: Postgres, statement: str) -> None:
    number = used(databases, statement)[1]
    assert used(databases)[1] != number


def test_who_stays_behind_finds_nothing(databases: Postgres) -> None:
    with databases.fresh() as url:
        behind = connected(databases, url)
    with pytest.raises(psycopg.OperationalError):
        behind.execute("SELECT 1")
    with databases.fresh() as other:
        assert other != url
        with pytest.raises(psycopg.OperationalError, match="does not exist"):
            connected(databases, url)
    behind.close()
