"""A month's invoices as PDFs in a folder, whoever is killed meanwhile."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from billing.documents import pdf
from billing.exports.printing import Printed, printed
from billing.invoices import service as invoices
from billing.models import Invoice
from seatyard.errors import Conflict

from .killed import kill, status_of
from .month import april, leased

NUMBERS = [f"SY-2026-{number:06}" for number in range(1, 5)]


@pytest.fixture(autouse=True)
def _four(app: Flask) -> None:
    for number in range(4):
        leased(1, name=f"tenant{number}")
    with april():
        invoices.close("2026-03")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_killed_in_the_midst_it_goes_on_where_it_was(tmp_path: Path) -> None:
    folder = tmp_path / "paper"

    def some() -> None:
        printed("2026-03", folder, jobs=2, progress=lambda done, of: kill() if done == 2 else None)

    assert status_of(some) == -signal.SIGKILL
    there = len([name for name in names(folder) if name.endswith(".zh.pdf")])
    assert 2 <= there <= 4
    assert printed("2026-03", folder, jobs=2) == Printed(4 - there, there, [])
    whole = [name for name in names(folder) if not name.startswith(".")]
    assert whole == [f"{number}.zh.pdf" for number in NUMBERS]
    first = invoices.by_number(NUMBERS[0])
    assert (folder / whole[0]).read_bytes() == pdf.render(first, "zh")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_command(command: Callable[..., Result], tmp_path: Path) -> None:
    folder = tmp_path / "paper"
    words = ("bill", "print", "2026-03", "--to", str(folder), "--tenant", "tenant1", "--language", "en")
    assert command(*words).stdout == f"{folder}: 1 written, 0 there before\n"
    told = json.loads(command(*words, "--json").stdout)
    assert (told["written"], told["known"], told["failed"]) == (0, 1, [])
    assert names(folder) == [f"{NUMBERS[1]}.en.pdf"]
    (folder / "file").touch()
    refused = command("bill", "print", "2026-03", "--to", str(folder / "file" / "in"))
    assert (refused.exit_code, refused.stderr.count("\n")) == (2, 1)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_one_that_fails_is_named_and_stops_no_other(
    command: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def render(invoice: Invoice, language: str) -> bytes:
        if invoice.number == NUMBERS[2]:
            raise Conflict("no such letter")
        return b"%PDF"

    monkeypatch.setattr(pdf, "render", render)
    folder = tmp_path / "paper"
    done = command("bill", "print", "2026-03", "--to", str(folder))
    assert (done.exit_code, done.stderr) == (2, f"seatyard: {NUMBERS[2]}: no such letter\n")
    assert len(names(folder)) == 3
