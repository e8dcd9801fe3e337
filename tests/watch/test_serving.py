"""The address of a process: figures, health, readiness; of several web processes together."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from alembic import command as alembic
from flask import Flask
from flask.testing import FlaskClient

from seatyard import migrations
from seatyard.app import create_app
from seatyard.config import Settings
from seatyard.db import db
from seatyard.errors import InvalidInput
from seatyard.watch import readiness
from seatyard.watch.serving import expose
from tests.support import databases
from tests.support.postgres import free_port
from tests.support.processes import running, until
from tests.watch.scrapes import fetched, parsed


def test_ready(client: FlaskClient) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json["status"] == "ready"
    assert answer.json["checks"] == {"database": "ok", "schema": "ok", "draining": False}


def test_not_ready_without_the_database(tmp_path: Path) -> None:
    app = create_app(databases.settings_for(tmp_path, f"sqlite:///{tmp_path}/no/such/folder.db"))
    answer = app.test_client().get("/readyz")
    assert (answer.status_code, answer.json["status"]) == (503, "not ready")
    assert answer.json["checks"] == {"database": "away", "schema": "unknown", "draining": False}


def test_not_ready_on_an_old_schema_ready_on_a_newer_one(app: Flask, client: FlaskClient) -> None:
    db.session.remove()
    alembic.downgrade(migrations.config_for(app), "-1")
    db.session.remove()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json["checks"]["schema"]) == (503, "behind")
    with db.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'of tomorrow'")
    assert client.get("/readyz").status_code == 200
    with db.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM alembic_version")
    assert client.get("/readyz").json["checks"]["schema"] == "behind"


def test_not_ready_once_told_to_end(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness._ending, "is_set", lambda: True)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json["checks"]["draining"]) == (503, True)


def test_an_address_answers_and_cannot_be_had_twice(app: Flask) -> None:
    server = expose(app, ("127.0.0.1", 0), "SEATYARD_METRICS")
    try:
        at = f"127.0.0.1:{server.server_port}"
        assert fetched(at, "/healthz")[0] == fetched(at, "/readyz")[0] == 200
        assert "seatyard_http_requests_total" in fetched(at, "/metrics")[1]
        assert fetched(at, "/etc/passwd")[0] == 404
        with pytest.raises(InvalidInput, match="cannot listen there"):
            expose(app, ("127.0.0.1", server.server_port), "SEATYARD_METRICS")
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("name", ["SEATYARD_WEB_METRICS", "SEATYARD_CLOCK_METRICS"])
def test_an_address_that_cannot_be_read(name: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=name):
        Settings.from_env({"SEATYARD_HOME": str(tmp_path), name: "9467"})


def test_each_web_process_tells_the_figures_of_all(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two of them; the requests of one are seen by whoever asks the other. Call records do not pass Flask."""
    web, watch = (f"127.0.0.1:{free_port()}" for _ in range(2))
    monkeypatch.setenv("SEATYARD_WEB_METRICS", watch)
    monkeypatch.setenv("TMPDIR", str(tmp_path))

    def counted() -> float:
        found = parsed(fetched(watch, "/metrics")[1])
        return found.get(("seatyard_http_requests_total", "GET", "/healthz", "200"), 0)

    with running(app, tmp_path, "serve", "--bind", web, "--workers", "2") as process:
        # Not by asking the web: what waits while a process loads is given up here, and counted there.
        until(lambda: fetched(watch, "/readyz")[0] == 200, lambda: process.output, 120)
        before = counted()
        for _ in range(20):
            assert fetched(web, "/healthz")[0] == 200
        assert {counted() for _ in range(8)} == {before + 20}
        assert json.loads(fetched(watch, "/readyz")[1])["status"] == "ready"
        assert list(tmp_path.glob("seatyard-figures-*"))
    assert not list(tmp_path.glob("seatyard-figures-*"))
