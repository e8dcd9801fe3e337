"""The demo at a tenth of its traffic, as a process of its own: killed web, crashed switch, exact invoices."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

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
