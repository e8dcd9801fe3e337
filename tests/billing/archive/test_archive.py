"""A month's archive: whole, the same bytes again, proven against its manifest and the database."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from billing.archive import contents, packing
from billing.invoices import service
from seatyard import clock
from seatyard.db import db
from tests.billing.booked import pay
from tests.billing.cases import at
from tests.billing.einvoice.official import faults
from tests.billing.einvoice.parties import BUYER, seller_file
from tests.billing.month import leased
from tests.factories import UserFactory
from tests.support import databases

Command = Callable[..., Result]


@pytest.fixture
def database_url(sqlite_databases: databases.Sqlite) -> Iterator[str]:
    """Other tests ask the same questions of both engines."""
    with sqlite_databases.fresh() as url:
        yield url


@pytest.fixture(autouse=True)
def _march(app: Flask, tmp_path: Path) -> Iterator[None]:
    """Two tenants' March; only the first is told who it is."""
    app.extensions["settings"] = replace(app.extensions["settings"], seller=seller_file(tmp_path))
    acme = leased(2, overrides={"tax": {"rate": 0.06, "included": True}})
    acme.tenant.policies = {"billing": BUYER}
    acme.call("03-03T09:00", 61)
    leased(1, name="beta")
    db.session.commit()
    with clock.frozen(at("04-10")):
        service.close("2026-03")
        yield


@pytest.fixture(autouse=True)
def _paper(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Printing takes most of the time; one test prints indeed, twice."""
    if "same_bytes" not in request.node.name:
        monkeypatch.setattr(contents.pdf, "render", lambda invoice, language: b"%PDF")


@pytest.fixture
def made(command: Command, tmp_path: Path) -> Path:
    out = tmp_path / "2026-03.zip"
    done = command("bill", "archive", "2026-03", "--out", str(out))
    assert done.exit_code == 0, done.output
    return out


def altered(path: Path, name: str, change: Callable[[bytes], bytes | None]) -> Path:
    """A copy in which one entry is another one, or none."""
    other = path.with_name("altered.zip")
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(other, "w") as copy:
        for info in archive.infolist():
            content = archive.read(info)
            changed = change(content) if info.filename == name else content
            if changed is not None:
                copy.writestr(info, changed)
    return other


def test_all_of_the_month_is_in_it(made: Path) -> None:
    with zipfile.ZipFile(made) as archive:
        names = archive.namelist()
        manifest = json.loads(archive.read("manifest.json"))
        assert faults(archive.read("invoices/SY-2026-000001/SY-2026-000001.xml")) == []
        pdf = archive.read("invoices/SY-2026-000001/SY-2026-000001.zh.pdf")
        evidence = archive.read("invoices/SY-2026-000001/evidence.csv").decode()
    at = "invoices/SY-2026-000001/"
    assert [name.removeprefix(at) for name in names if name.startswith(at)] == [
        f"SY-2026-000001.{form}" for form in ("json", "csv", "zh.pdf", "en.pdf", "xml")
    ] + ["evidence.csv"]
    assert pdf.startswith(b"%PDF")
    assert ",call," in evidence
    assert names[-2:] == ["journal.csv", "manifest.json"]
    assert [one["name"] for one in manifest["files"]] == names[:-1]
    assert [one["number"] for one in manifest["invoices"]] == ["SY-2026-000001", "SY-2026-000002"]
    total = sum(invoice.total for invoice in service.invoices(period="2026-03"))
    assert manifest["totals"]["CNY"]["invoices.total"] == str(total)
    (left,) = manifest["left_out"]
    assert left["name"] == "invoices/SY-2026-000002/SY-2026-000002.xml"
    assert "tenant beta: no billing details" in left["reason"]


def test_again_it_is_the_same_bytes_and_all_of_it_holds(command: Command, made: Path) -> None:
    before = made.read_bytes()
    with clock.frozen(at("05-20")):
        assert command("bill", "archive", "2026-03", "--out", str(made)).exit_code == 0
    assert made.read_bytes() == before
    held = command("bill", "archive", "--check", str(made))
    assert (held.exit_code, held.stdout) == (0, f"{made}: all of it holds\n")


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        ("journal.csv", lambda was: was + b"x", "journal.csv is not what the manifest says"),
        ("journal.csv", lambda was: None, "journal.csv is missing"),
        (
            "manifest.json",
            lambda was: was.replace(b'"invoices.total": "', b'"invoices.total": "1'),
            "the totals are not the sums",
        ),
        ("manifest.json", lambda was: b"[]", "is no archive of a month"),
        ("manifest.json", lambda was: None, "is no archive of a month"),
    ],
)
def test_what_was_tampered_with_is_seen(
    command: Command, made: Path, name: str, change: Callable[[bytes], bytes | None], said: str
) -> None:
    found = command("bill", "archive", "--check", str(altered(made, name, change)))
    assert found.exit_code in (1, 2)
    assert said in found.output


def test_what_the_database_has_otherwise_is_seen(command: Command, made: Path) -> None:
    pay(100, "2026-03-20")
    found = command("bill", "archive", "--check", str(made), "--json")
    assert found.exit_code == 1
    assert json.loads(found.stdout)["wrong"] == ["the journal has been added to since"]


def test_credit_notes_of_the_month_are_in_it(command: Command, tmp_path: Path) -> None:
    UserFactory(login="ann", role="finance")
    db.session.commit()
    given = command(
        "bill", "credit", "SY-2026-000001", "--line", "1=500", "--reason", "one too many", "--by", "ann"
    )
    assert given.exit_code == 0, given.output
    out = tmp_path / "2026-04.zip"
    done = command("bill", "archive", "2026-04", "--out", str(out), "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["totals"]["CNY"]["credit_notes.total"] == "500.00"
    with zipfile.ZipFile(out) as archive:
        (ubl,) = [name for name in archive.namelist() if name.endswith(".xml")]
        assert faults(archive.read(ubl)) == []
        assert b"CreditNoteTypeCode>381<" in archive.read(ubl)
    assert command("bill", "archive", "--check", str(out)).exit_code == 0


def test_one_that_breaks_off_leaves_what_was_there(
    command: Command, made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = made.read_bytes()

    def broken(invoice: object) -> Iterator[bytes]:
        yield b"half"
        raise OSError("the disk is full")

    monkeypatch.setattr(contents, "evidence", broken)
    assert command("bill", "archive", "2026-03", "--out", str(made)).exit_code != 0
    assert made.read_bytes() == before
    assert [path.name for path in made.parent.glob(".*.part")] == []


def test_two_do_not_write_one_file(command: Command, made: Path) -> None:
    before = made.read_bytes()
    with packing.packing(made.with_name("other.zip")):
        refused = command("bill", "archive", "2026-03", "--out", str(made.with_name("other.zip")))
        assert "another process is writing it" in refused.stderr
    assert made.read_bytes() == before


def test_bad_words_are_refused_in_a_line(command: Command, tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"no zip")
    for words in (
        (),
        ("2026-03",),
        ("2026-13", "--out", str(tmp_path / "a.zip")),
        ("2026-09", "--out", str(tmp_path / "a.zip")),
        ("2026-03", "--out", str(tmp_path / "no" / "a.zip")),
        ("2026-03", "--check", str(tmp_path / "x.zip")),
        ("--check", str(tmp_path / "x.zip")),
        ("--check", str(tmp_path / "none.zip")),
    ):
        refused = command("bill", "archive", *words)
        assert (refused.exit_code, refused.stdout) == (2, ""), words
        assert len(refused.stderr.splitlines()) == 1, words
