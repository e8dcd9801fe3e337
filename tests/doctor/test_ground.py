"""The doctor's frame, and the ground floor's checks: each with a case that is well and one that is not."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import trustme
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import text

from seatyard import doctor, row_security
from seatyard.app import create_app, settings_of
from seatyard.cli import main
from seatyard.db import db
from seatyard.doctor import Told, addresses, database, disk, fault, named, ok, status, warning
from seatyard.doctor.skew import skewed
from seatyard.errors import Conflict
from tests.support import databases

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def states(told: Any) -> list[tuple[str, str]]:
    return [(one.check, one.state) for one in told]


def test_a_line_says_what_and_what_to_do() -> None:
    assert ok("disk", "much room").line == "ok       disk: much room"
    assert fault("disk", "full", "make room").line == "fault    disk: full. To do: make room"
    assert [status(one) for one in ([], [ok("a", "")], [ok("a", ""), warning("b", "")])] == [0, 0, 1]
    assert status([fault("a", ""), warning("b", "")]) == 2


def test_a_check_that_breaks_off_is_a_fault(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused() -> list[Told]:
        raise Conflict("held", where="lock")

    def broken() -> list[Told]:
        raise ZeroDivisionError("no\nmore")

    checks = {"one": refused, "two": broken, "three": lambda: [ok("three", "fine")]}
    monkeypatch.setattr(doctor, "checks", lambda: checks)
    assert [one.line for one in doctor.look()] == [
        "fault    one: lock: held",
        "fault    two: cannot be looked at: ZeroDivisionError: no",
        "ok       three: fine",
    ]


def test_the_command_answers_in_lines_and_in_json(
    command: Any, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    checks = {"a": lambda: [ok("a", "fine"), warning("b", "low", "more")]}
    monkeypatch.setattr(doctor, "checks", lambda: checks)
    ran = command("doctor")
    assert (ran.exit_code, ran.output) == (1, "ok       a: fine\nwarning  b: low. To do: more\n")
    ran = command("doctor", "--json")
    assert json.loads(ran.output)[1] == {"check": "b", "state": "warning", "what": "low", "do": "more"}


def test_settings_that_cannot_be_read_are_faults(tmp_path: Path) -> None:
    env = {"SEATYARD_HOME": str(tmp_path), "SEATYARD_PROXIES": "x", "SEATYARD_SMTP": "x"}
    ran = CliRunner(env=env).invoke(main, ["doctor"])
    assert ran.exit_code == 2
    assert [line.split()[:2] for line in ran.output.splitlines()] == [["fault", "settings:"]] * 2


def test_files_that_settings_name(app: Flask, tmp_path: Path) -> None:
    assert states(named.check()) == [("settings", "ok")]
    app.extensions["settings"] = replace(settings_of(app), seller=tmp_path / "seller.yaml")
    assert states(named.check()) == [("settings", "fault")]


def test_a_database_that_is_well(app: Flask) -> None:
    told = states(database.check())
    if db.engine.dialect.name == "sqlite":
        assert told == [("database", "warning"), ("migrations", "ok")]
        assert list(database.check_clock()) == []
    else:
        assert told[:2] == [("database", "ok"), ("migrations", "ok")]
        assert told[2][0] == "database role"
        assert states(database.check_clock()) == [("clock", "ok")]


@pytest.mark.parametrize(("revision", "state"), [("0001", "fault"), ("9999", "warning")])
def test_a_schema_of_another_release(app: Flask, revision: str, state: str) -> None:
    db.session.execute(text("UPDATE alembic_version SET version_num = :it"), {"it": revision})
    db.session.commit()
    assert ("migrations", state) in states(database.check())


@pytest.mark.parametrize(("bypassed", "state"), [(True, "fault"), (False, "ok")])
def test_a_role(bypassed: bool, state: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(row_security, "bypassed", lambda: bypassed)
    assert database._role().state == state


def test_a_database_that_does_not_answer(tmp_path: Path) -> None:
    away = create_app(databases.settings_for(tmp_path, "postgresql+psycopg://x:secret@127.0.0.1:1/x"))
    with away.app_context():
        told = list(database.check())
    assert states(told) == [("database", "fault")]
    assert "secret" not in told[0].line


@pytest.mark.parametrize(
    ("seconds", "state"), [(0.0, "ok"), (0.9, "ok"), (-1.5, "warning"), (3, "warning"), (-11, "fault")]
)
def test_clocks(seconds: float, state: str) -> None:
    told = skewed("clock", "its", NOW + timedelta(seconds=seconds), NOW, NOW)
    assert told.state == state
    assert skewed("clock", "its", NOW + timedelta(seconds=4), NOW, NOW + timedelta(seconds=5)).state == "ok"


@pytest.mark.parametrize(("free", "state"), [(40, "ok"), (10, "warning"), (2, "fault")])
def test_room(free: int, state: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk.shutil, "disk_usage", lambda _: (100, 100 - free, free))
    assert disk.at("disk", tmp_path / "not" / "yet").state == state


def test_every_folder_is_looked_at(app: Flask, tmp_path: Path) -> None:
    app.extensions["settings"] = replace(settings_of(app), node_folders={"fs1": tmp_path})
    names = ["disk, home", "disk, recordings", "disk, recordings of fs1"]
    assert [one.check for one in disk.check()] == names
    app.extensions["settings"] = replace(settings_of(app), recordings_place="s3://bucket/x")
    assert [one.check for one in disk.check()] == [names[0], names[2]]


@pytest.fixture
def web() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_an_address_in_the_clear(web: ThreadingHTTPServer, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"http://127.0.0.1:{web.server_port}"
    assert addresses.at(url).state == "ok"
    monkeypatch.setattr(addresses, "_LOCAL", ())
    assert addresses.at(url).state == "warning"


def test_an_address_where_nothing_answers() -> None:
    assert addresses.at("http://127.0.0.1:1").state == "fault"


@pytest.mark.parametrize(("days", "state"), [(90, "ok"), (10, "warning"), (-1, "fault")])
def test_a_certificate(web: ThreadingHTTPServer, days: int, state: str) -> None:
    authority = trustme.CA()
    made = authority.issue_cert("127.0.0.1", not_after=datetime.now(UTC) + timedelta(days=days))
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.configure_cert(served)
    web.socket = served.wrap_socket(web.socket, server_side=True)
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    url = f"https://127.0.0.1:{web.server_port}"
    assert addresses.at(url, trusting).state == state
    if days == 90:
        assert addresses.at(url).state == "fault"  # an authority that nobody knows


def test_what_the_fixture_has_is_looked_at_whole(app: Flask) -> None:
    """Every check that is registered answers without breaking off."""
    told = list(doctor.look())
    assert not [one.line for one in told if "cannot be looked at" in one.what]
