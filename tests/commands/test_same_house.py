"""A command's application is the web's without pages: no table, rule or hook less, as money hangs on them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
HOOKS = {
    "esl.calls.charged._listener": "billing.invoices.late_calls.late",
    "esl.outages.changes._listener": "billing.invoices.reconsidered.reconsidered",
    "esl.recordings.terms._registered": "billing.contracts.recordings.terms",
    "billing.ledger.heard._listener": "billing.dunning.paid.money_came",
    "tenants.onboarding.lead_times._registered": "billing.contracts.lead_times.effect",
}
"""Some of what floors have registered with those below them."""
OF_THE_WEB = ("flask_smorest", "flask_wtf", "admin_ui", "esl.calls.api", "seatyard.served")


@pytest.fixture(scope="module")
def houses(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What processes know: one that serves, and one that runs a command."""
    return {kind: house(kind, tmp_path_factory.mktemp(kind)) for kind in ("served", "command")}


def house(kind: str, home: Path) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.commands.house", kind],
        env=os.environ | {"SEATYARD_HOME": str(home), "SEATYARD_DATABASE_URL": ""},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("what", ["tables", "mappers", "listeners", "checks"])
def test_a_command_has_all_that_the_web_has(houses: dict[str, dict[str, Any]], what: str) -> None:
    assert houses["command"][what] == houses["served"][what] != []


def test_what_is_registered_is_the_same(houses: dict[str, dict[str, Any]]) -> None:
    """Whatever a module of a command holds, in a variable, list or table, it holds in the web too."""
    command, served = houses["command"]["held"], houses["served"]["held"]
    assert {name: command[name] for name in HOOKS} == HOOKS
    others = {name: (one, served[name]) for name, one in command.items() if served[name] != one}
    assert others == {}


def test_a_command_loads_nothing_of_the_web(houses: dict[str, dict[str, Any]]) -> None:
    """It takes longer to load than most commands to run."""
    modules = set(houses["command"]["modules"])
    assert modules.isdisjoint(OF_THE_WEB)
    assert set(OF_THE_WEB) <= set(houses["served"]["modules"])
