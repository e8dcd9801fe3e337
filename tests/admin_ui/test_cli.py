"""``seatyard user add`` and ``seatyard serve``."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from seatyard.db import db
from seatyard.identity import service
from tests.factories import SeatFactory, TenantFactory
from tests.support.postgres import free_port


def test_a_made_password_is_said_once_and_works(command: Any) -> None:
    added = command("user", "add", "ann", "--role", "finance", "--json")
    assert added.exit_code == 0, added.output
    assert service.log_in("ann", json.loads(added.output)["password"]).role == "finance"


def test_a_tenants_person_with_a_password_from_a_file(command: Any, tmp_path: Path) -> None:
    tenant = TenantFactory(name="acme")
    db.session.commit()
    file = tmp_path / "password"
    file.write_text("correct horse\n")
    added = command("user", "add", "li", "--role", "tenant", "--tenant", "acme", "--password-file", str(file))
    assert added.exit_code == 0, added.output
    assert "horse" not in added.output
    assert service.log_in("li", "correct horse").tenant_id == tenant.id


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--role", "tenant"], "--tenant: goes with the roles tenant, "),
        (["--role", "finance", "--tenant", "acme"], "--tenant: goes with the roles tenant, "),
        (["--role", "tenant", "--tenant", "nobody"], "--tenant: no such tenant: nobody"),
    ],
)
def test_bad_input_is_one_line(command: Any, arguments: list[str], says: str) -> None:
    refused = command("user", "add", "ann", *arguments)
    assert refused.exit_code == 2
    assert says in refused.output
    assert len(refused.output.splitlines()) == 1


def test_the_same_login_twice_is_refused(command: Any) -> None:
    assert command("user", "add", "ann", "--role", "finance").exit_code == 0
    assert "there is a user ann already" in command("user", "add", "ann", "--role", "operator").output


def seatyard(home: Path, *arguments: str, **options: Any) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", "from seatyard.cli import main; main()", *arguments],
        env={**os.environ, "SEATYARD_HOME": str(home), "SEATYARD_DATABASE_URL": ""},
        text=True,
        stderr=subprocess.PIPE,
        **options,
    )


def test_serving_without_a_schema_says_what_to_do(tmp_path: Path) -> None:
    with seatyard(tmp_path, "serve") as process:
        assert process.wait(timeout=60) == 2
        said = process.stderr.read()
    assert said == "seatyard: database: the schema is missing or old; run: seatyard db upgrade\n"


def test_serve_answers_until_stopped(tmp_path: Path) -> None:
    with seatyard(tmp_path, "db", "upgrade", stdout=subprocess.DEVNULL) as process:
        assert process.wait(timeout=60) == 0
    address = f"127.0.0.1:{free_port()}"
    with seatyard(tmp_path, "serve", "--bind", address, "--workers", "1", "--threads", "2") as process:
        assert fetch(f"http://{address}/healthz", process)["status"] == "ok"
        process.terminate()
        assert process.wait(timeout=30) == 0
    assert not list(tmp_path.rglob("*.ctl"))


def fetch(address: str, process: subprocess.Popen[str]) -> dict[str, str]:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                found: dict[str, str] = json.load(answer)
                return found
        except OSError:
            time.sleep(0.05)
    raise AssertionError(process.stderr.read() if process.poll() is not None else "no answer")


def test_a_seats_person_is_named_by_tenant_and_number(command: Any) -> None:
    SeatFactory(tenant=TenantFactory(name="acme"), number="1001")
    db.session.commit()
    added = command("user", "add", "--role", "seat", "--tenant", "acme", "--seat", "1001", "--json")
    assert added.exit_code == 0, added.output
    assert service.log_in("acme/1001", json.loads(added.output)["password"]).role == "seat"
    unknown = command("user", "add", "--role", "seat", "--tenant", "acme", "--seat", "1002")
    assert (unknown.exit_code, "no seat 1002 of tenant acme" in unknown.output) == (2, True)
    nobody = command("user", "add", "--role", "seat", "--tenant", "acme")
    assert (nobody.exit_code, "who is it?" in nobody.output) == (2, True)


def test_people_are_listed_locked_and_given_passwords(command: Any) -> None:
    command("user", "add", "ann", "--role", "finance")
    assert command("user", "lock", "ann").exit_code == 0
    (row,) = json.loads(command("user", "list", "--json").output)
    assert (row["login"], row["role"], bool(row["locked_at"])) == ("ann", "finance", True)
    assert command("user", "unlock", "ann").exit_code == 0
    made = json.loads(command("user", "password", "ann", "--json").output)["password"]
    assert service.log_in("ann", made).locked_at is None
    assert command("user", "no-second-factor", "ann").exit_code == 0
    assert "nobody has the login bob" in command("user", "lock", "bob").output
