"""The demo at a tenth of its traffic, as a process of its own: killed web, crashed switch, exact invoices."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from admin_ui.demo.processes import wait_until

from . import witness

pytestmark = pytest.mark.xdist_group("demo")  # one worker plays the month, once

TEMPLATES = Path(__file__).resolve().parents[2] / "billing" / "contracts"
AFTER = 10
"""Calls into the month at which the web process is killed."""
FIGURES = ("calls placed by the switch", "cut off when it was killed")


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict]:
    """The instance's folder and the demo's own summary, the web process having been killed on the way."""
    home = tmp_path_factory.mktemp("demo") / "home"
    command = [
        sys.executable,
        "-m",
        "seatyard",
        "demo",
        "--once",
        "--json",
        "--calls",
        "0.05",
        "--home",
        str(home),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=home.parent) as demo:
        try:
            wait_until(lambda: calls_ended(home) > AFTER, "the first calls", seconds=120)
            os.killpg(int((home / "logs" / "web.pid").read_text()), signal.SIGKILL)
            told, _ = demo.communicate(timeout=240)
        finally:
            demo.terminate()
    assert demo.returncode == 0
    return home, json.loads(told)


def calls_ended(home: Path) -> int:
    log = home / "lab-calls.jsonl"
    whole = log.read_text().rpartition("\n")[0].splitlines() if log.exists() else []
    return sum(json.loads(line)["record"] == "end" for line in whole)


def figure(told: dict, name: str) -> dict:
    return next(figure for figure in told["figures"] if figure["name"] == name)


def test_the_invoices_are_what_the_witness_finds(played: tuple[Path, dict]) -> None:
    home, told = played
    totals = sorted(str(total) for total in witness.totals(home, TEMPLATES).values())
    assert sorted(invoice["total"] for invoice in told["invoices"]) == totals


def test_the_web_process_was_started_again(played: tuple[Path, dict]) -> None:
    assert figure(played[1], "processes started again")["value"] == "1"


def test_nothing_is_lost_and_nothing_doubled(played: tuple[Path, dict]) -> None:
    home, told = played
    made, lost = (int(figure(told, name)["value"].replace(",", "")) for name in FIGURES)
    assert made == calls_ended(home) + lost
    assert figure(told, "hang-ups heard")["source"].endswith("0 without a record")


def test_the_outage_is_on_both_invoices(played: tuple[Path, dict]) -> None:
    _, told = played
    clauses = {line["clause"] for invoice in told["invoices"] for line in invoice["lines"]}
    assert {"seat_rent", "call_charges", "outage_credit", "uptime_sla"} == clauses


SECRET_PLACES = {"fs1", "fs1.password", "scenario.yaml", "seatyard.db", "seatyard.db-wal"}
"""What a switch, its phones and the database must know; nobody else reads these."""
SHOWING = (
    "tenant export ankang",
    "bill export --period 2026-03 --format json",
    "bill journal 2026-03",
    "finding list",
    "node list",
    "seat list ankang",
)


def test_no_secret_is_in_a_log_a_document_or_an_answer(played: tuple[Path, dict]) -> None:
    """Of the whole month: what every process wrote, and what commands show."""
    home, told = played
    secrets = known_secrets(home)
    assert len(secrets) >= 10
    written = {
        path.relative_to(home): path.read_bytes()
        for path in home.rglob("*")
        if path.is_file() and path.relative_to(home).parts[0] not in SECRET_PLACES
    }
    assert {path.suffix for path in written} >= {".log", ".jsonl", ".yaml"}
    written[Path("summary")] = json.dumps(told).encode()
    for command in SHOWING:
        written[Path(command)] = shown(home, *command.split())
    assert [
        (str(path), one) for path, text in written.items() for one in secrets if one.encode() in text
    ] == []


def known_secrets(home: Path) -> set[str]:
    """The Event Socket's password, the node's token, seats' passwords and hashes, people's hashes."""
    conf = (home / "fs1" / "autoload_configs" / "json_cdr.conf.xml").read_text()
    (token,) = re.findall(r'name="cred" value="fs1:([0-9a-f]{64})"', conf)
    phones = re.findall(r"^ *password: (\S+)$", (home / "scenario.yaml").read_text(), re.MULTILINE)
    with closing(sqlite3.connect(home / "seatyard.db")) as database:
        people = database.execute("SELECT password_hash FROM users").fetchall()
    password = (home / "fs1.password").read_text().strip()
    return {token, password, *phones, *(one for (one,) in people), *seats_hashes(home)}


def seats_hashes(home: Path) -> set[str]:
    opened = Fernet((home / "secrets.key").read_bytes().strip()).decrypt
    with closing(sqlite3.connect(home / "seatyard.db")) as database:
        return {opened(one).decode() for (one,) in database.execute("SELECT a1_hash FROM seats")}


def test_what_telephones_log_in_with_is_not_readable_in_the_database(played: tuple[Path, dict]) -> None:
    home, _ = played
    hashes = seats_hashes(home)
    assert all(re.fullmatch("[0-9a-f]{32}", one) for one in hashes)
    kept = b"".join(path.read_bytes() for path in home.glob("seatyard.db*"))
    assert [one for one in hashes if one.encode() in kept] == []


def shown(home: Path, *command: str) -> bytes:
    given = os.environ | {
        "SEATYARD_HOME": str(home),
        "SEATYARD_DATABASE_URL": f"sqlite:///{home / 'seatyard.db'}",
        "SEATYARD_SECRET_KEY": "x",
    }
    told = [sys.executable, "-m", "seatyard", *command]
    ran = subprocess.run(told, env=given, capture_output=True, check=True)
    return ran.stdout + ran.stderr
