"""Requests while the database is away: one clear answer in the shape of the path, and one line in the log."""

from __future__ import annotations

import base64
import logging
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import httpx
import psycopg
import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError, ProgrammingError, SQLAlchemyError
from sqlalchemy.pool import QueuePool
from werkzeug.test import TestResponse

from seatyard import away, migrations
from seatyard.app import create_app
from seatyard.cli import main
from seatyard.cli.faults import as_ours
from seatyard.db import db, transaction
from seatyard.identity.nodes import token_for
from seatyard.identity.roles import public
from seatyard.rarely import Rarely
from tests.factories import NodeFactory
from tests.support import databases, postgres
from tests.support.postgres import free_port
from tests.support.processes import running, until

CALLS_GO_ON = {"en": "Calls go on meanwhile", "zh": "通话不受影响"}
QUESTION = {"section": "dialplan", "Caller-Context": "acme.test", "Caller-Destination-Number": "1001"}
RECORD = b'{"variables": {"uuid": "u-1"}}'


def login(app: Flask) -> tuple[str, str]:
    return "fs1", token_for("fs1", app.config["SECRET_KEY"])


def asked(browser: FlaskClient) -> TestResponse:
    return browser.post("/switch/fs1/xml", data=QUESTION, auth=login(browser.application))


@pytest.fixture(params=["sqlite", "postgresql"])
def nowhere(request: pytest.FixtureRequest, tmp_path: Path) -> Flask:
    """The application over a database that is not there."""
    refused = f"postgresql+psycopg://x@127.0.0.1:{free_port()}/x"
    missing = f"sqlite:///{tmp_path}/no/such/folder.db"
    return create_app(databases.settings_for(tmp_path, missing if request.param == "sqlite" else refused))


def stranger(browser: FlaskClient) -> FlaskClient:
    return browser


def person(browser: FlaskClient) -> FlaskClient:
    with browser.session_transaction() as session:
        session.update(_user_id="1", _fresh=True)
    return browser


def test_a_node_asks_its_own_files_and_keeps_its_record(nowhere: Flask) -> None:
    browser = nowhere.test_client()
    answers = [asked(browser), browser.post("/switch/fs1/cdr", data=RECORD, auth=login(nowhere))]
    for answer in answers:
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
        assert answer.json["error"]["kind"] == "Unavailable"


def test_a_program_gets_json(nowhere: Flask) -> None:
    headers = {"Authorization": "Bearer x"}
    answer = nowhere.test_client().get("/api/v1/tenants/acme/supervisions", headers=headers)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
    assert answer.json["error"]["message"] == "the database does not answer just now"


@pytest.mark.parametrize("who", [stranger, person])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_people_get_a_page_in_their_language(
    nowhere: Flask, who: Callable[[FlaskClient], FlaskClient], language: str
) -> None:
    browser = who(nowhere.test_client())
    headers = {"Accept-Language": language}
    answer = browser.get("/login", headers=headers)
    assert (answer.status_code, answer.headers["Retry-After"], answer.mimetype) == (503, "2", "text/html")
    assert CALLS_GO_ON[language] in answer.text
    assert "psycopg" not in answer.text
    answer = browser.get("/nothing", headers=headers)
    assert (answer.status_code, answer.mimetype) == (404, "text/html")


def test_what_was_sent_may_be_lost(nowhere: Flask) -> None:
    nowhere.config["WTF_CSRF_ENABLED"] = False
    form = {"login": "ann", "password": "x"}
    answer = nowhere.test_client().post("/login", data=form, headers={"Accept-Language": "en"})
    assert answer.status_code == 503
    assert "may not have been kept" in answer.text


def test_one_line_says_so_and_not_for_each_request(nowhere: Flask, caplog: pytest.LogCaptureFixture) -> None:
    elapsed = [0.0]
    nowhere.extensions[away._LINES] = Rarely(10, lambda: elapsed[0])
    browser = person(nowhere.test_client())
    with caplog.at_level(logging.WARNING):
        for _ in range(20):
            asked(browser)
        browser.get("/tenants")
        browser.get("/healthz")
        elapsed[0] = 10.0
        asked(browser)
    lines = [one.getMessage() for one in caplog.records]
    assert [line.partition(":")[0] for line in lines] == [
        "POST /switch/fs1/xml", "GET /tenants", "GET /healthz", "POST /switch/fs1/xml",
    ]  # fmt: skip
    assert lines[-1].endswith(" (19 more since the last such line)")
    assert all("\n" not in line for line in lines)
    assert not any(one.exc_info for one in caplog.records)


def test_a_fault_of_the_program_stays_one(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    app = create_app(databases.settings_for(tmp_path, f"sqlite:///{tmp_path}/empty.db"))
    assert asked(app.test_client()).status_code == 500
    assert any(one.exc_info for one in caplog.records)


def test_a_locked_file_is_away(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path}/one.db", connect_args={"timeout": 0})
    with closing(sqlite3.connect(tmp_path / "one.db")) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(OperationalError) as locked, engine.connect() as connection:
            connection.execute(text("CREATE TABLE t (x)"))
    assert away.is_away(locked.value)
    assert away.said(locked.value) == "database is locked"
    engine.dispose()


def test_no_free_connection_is_away() -> None:
    engine = create_engine("sqlite://", poolclass=QueuePool, pool_size=1, max_overflow=0, pool_timeout=0)
    with engine.connect(), pytest.raises(SQLAlchemyError) as none:
        engine.connect()
    assert away.is_away(none.value)
    engine.dispose()


# PostgreSQL alone: there is nothing to cut at a file


@pytest.fixture
def database_url(postgres_databases: databases.Postgres) -> Iterator[str]:
    with postgres_databases.fresh() as url:
        yield url


def cut(app: Flask) -> None:
    """End the connections to this database from the other side."""
    url = app.config["SQLALCHEMY_DATABASE_URI"].replace("+psycopg", "")
    mine = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    with psycopg.connect(url, autocommit=True) as other:
        other.execute(f"SELECT pg_terminate_backend(pid) {mine}")
        while other.execute(f"SELECT count(*) {mine}").fetchone() != (0,):
            pass


def test_a_connection_that_was_cut_fails_one_request(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    NodeFactory(name="fs1")
    db.session.commit()
    browser = app.test_client()
    assert asked(browser).status_code == 200
    cut(app)
    assert [asked(browser).status_code for _ in range(3)] == [503, 200, 200]
    assert not any(one.exc_info for one in caplog.records)


def test_one_that_is_cut_in_the_middle_of_a_request(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    @public
    def halfway() -> str:
        with transaction():
            db.session.execute(text("SELECT 1"))
            cut(app)
            db.session.execute(text("SELECT 2"))
        return ""

    app.add_url_rule("/api/halfway", view_func=halfway)
    app.add_url_rule("/halfway", view_func=halfway, endpoint="page")
    browser = person(app.test_client())
    assert browser.get("/api/halfway").json["error"]["kind"] == "Unavailable"
    page = browser.get("/halfway", headers={"Accept-Language": "en"})
    assert (page.status_code, CALLS_GO_ON["en"] in page.text) == (503, True)
    assert asked(browser).status_code == 200
    assert not any(one.exc_info for one in caplog.records)


@pytest.fixture
def server() -> Iterator[postgres.Server]:
    bin_dir = postgres.binaries()
    if bin_dir is None:
        pytest.skip("no PostgreSQL binaries on this machine")
    server = postgres.Server(bin_dir)
    server.start()
    yield server
    server.stop()
    server.remove()


def test_a_server_that_dies_and_comes_back(server: postgres.Server, tmp_path: Path) -> None:
    """The web process in whole: nothing of its output is a traceback, and it needs no restart."""
    app = create_app(databases.settings_for(tmp_path, f"{server.address}/postgres"))
    migrations.upgrade(app)
    with app.app_context():
        NodeFactory(name="fs1")
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    port = free_port()
    serve = ["serve", "--bind", f"127.0.0.1:{port}", "--workers", "1", "--threads", "2"]
    login_header = base64.b64encode(":".join(login(app)).encode()).decode()
    with (
        running(app, tmp_path, *serve) as process,
        httpx.Client(base_url=f"http://127.0.0.1:{port}") as web,
    ):
        web.headers["Authorization"] = f"Basic {login_header}"

        def answers() -> list[int]:
            question = web.post("/switch/fs1/xml", data=QUESTION)
            small = web.post("/switch/fs1/cdr", content=RECORD)
            large = web.post("/switch/fs1/cdr", content=RECORD + b" " * 100_000)
            page = web.get("/api/v1/tenants/acme/supervisions", headers={"Authorization": "Bearer x"})
            return [question.status_code, small.status_code, large.status_code, page.status_code]

        def up() -> bool:
            try:
                return web.get("/healthz").status_code == 200
            except httpx.TransportError:
                return False

        until(up, lambda: process.output)
        assert answers() == [200, 200, 200, 401]
        server.stop()
        for _ in range(5):
            assert answers() == [503] * 4
        assert web.get("/healthz").status_code == 503
        server.start()
        until(up, lambda: process.output)
        until(lambda: answers() == [200, 200, 200, 401], lambda: process.output)
    lines = process.output.splitlines()
    assert "Traceback" not in process.output
    assert len(lines) < 20, process.output


def test_a_command_says_it_in_one_line(nowhere: Flask) -> None:
    with nowhere.app_context():
        done = CliRunner().invoke(main, ["bill", "board", "2026-03"])
    assert done.exit_code == 2
    assert done.stderr.startswith("seatyard: database: it is away: ")
    assert done.stderr.count("\n") == 1


def test_so_does_the_one_that_serves(nowhere: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """systemd starts it again."""
    settings = nowhere.extensions["settings"]
    for name in ("home", "database_url", "secret_key"):
        monkeypatch.setenv(f"SEATYARD_{name.upper()}", str(getattr(settings, name)))
    done = CliRunner().invoke(main, ["serve"])
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "change", ["TABLE invoices RENAME TO gone", "TABLE invoices RENAME COLUMN due TO gone"]
)
def test_an_old_schema_is_told_with_what_to_do(app: Flask, change: str) -> None:
    db.session.execute(text(f"ALTER {change}"))
    db.session.commit()
    done = CliRunner().invoke(main, ["bill", "board", "2026-03"])
    said = "seatyard: database: the schema is missing or old; run: seatyard db upgrade\n"
    assert (done.exit_code, done.stderr) == (2, said)


@pytest.mark.parametrize("missing", [psycopg.errors.UndefinedTable, psycopg.errors.UndefinedColumn])
def test_so_is_one_on_postgresql(missing: type[psycopg.Error]) -> None:
    assert "db upgrade" in str(as_ours(ProgrammingError("", {}, missing("relation"))))


@pytest.mark.parametrize("fault", [psycopg.errors.SyntaxError("x"), sqlite3.OperationalError("near x")])
def test_a_fault_of_the_program_is_not_hidden(fault: Exception) -> None:
    assert as_ours(ProgrammingError("", {}, fault)) is None
    assert as_ours(ZeroDivisionError()) is None
