"""An export: every table of the tenant's whole, nobody else's, no secrets, and a manifest that holds."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, insert, select, update

from billing.archive import contents
from billing.invoices import service as invoices
from billing.lifecycle import export, tables
from billing.lifecycle.tables import for_its_eyes, handed_over, named
from seatyard import clock, tenancy
from seatyard.db import db
from tests.billing.cases import at
from tests.billing.lifecycle.everything import fill
from tests.billing.month import Leased, leased

Command = Callable[..., Result]


@pytest.fixture
def two(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[Leased]:
    """Two tenants with everything, and a bill each."""
    monkeypatch.setattr(contents.pdf, "render", lambda invoice, language: b"%PDF")
    made = [leased(2, name=name) for name in ("acme", "beta")]
    for one in made:
        one.call("03-03T09:00", 61)
    db.session.commit()
    with clock.frozen(at("04-10")):
        invoices.close("2026-03")
    for one in made:
        fill(one.tenant, one.node)
    return made


def test_every_table_is_in_the_lists(app: Flask) -> None:
    every = {table.name: table for table in db.metadata.tables.values()}
    tenants = {name for name, table in every.items() if tenancy.is_tenants(table)}
    assert set(every) - tenants == set(tenancy.HOUSE)
    assert sorted([*tables.GONE, *tables.KEPT]) == sorted(tenants)
    assert set(tables.NOT_HANDED_OVER) <= tenants


def test_all_of_one_and_nothing_of_the_other(two: list[Leased], command: Command, tmp_path: Path) -> None:
    acme = two[0].tenant.id
    counted = _counted(acme)
    out = tmp_path / "acme.zip"
    done = command("tenant", "archive", "acme", "--out", str(out), "--recordings", "--by", "ann")
    assert done.exit_code == 0, done.output
    with zipfile.ZipFile(out) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        files = {one["name"]: one for one in manifest["files"]}
        assert {*archive.namelist()} == {*files, "manifest.json"}
        for name, one in files.items():
            content = archive.read(name)
            assert (one["size"], one["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
        rows = {name: _rows(archive, name) for name in handed_over()}
        readme = archive.read("README.md").decode()
    # The export itself is entered in the trail before it begins
    assert {name: len(some) for name, some in rows.items()} == counted | {
        "audit_entries": counted["audit_entries"] + 1
    }
    assert all(files[f"tables/{name}.jsonl"]["rows"] == len(some) for name, some in rows.items())
    assert all(counted.values())
    owners = {row["tenant_id"] for some in rows.values() for row in some if "tenant_id" in row}
    assert owners == {acme}
    assert any(name.startswith("recordings/2026-03-0") for name in files)
    assert any(name.startswith("prompts/") for name in files)
    assert any(name.startswith("invoices/SY-2026-") and name.endswith(".zh.pdf") for name in files)
    assert "全部数据" in readme
    assert "All data of the tenant `acme`" in readme


def test_no_secret_is_in_it(two: list[Leased], command: Command, tmp_path: Path) -> None:
    out = tmp_path / "acme.zip"
    assert command("tenant", "archive", "acme", "--out", str(out)).exit_code == 0
    with zipfile.ZipFile(out) as archive:
        all_of_it = b"".join(archive.read(name) for name in archive.namelist()).decode(errors="ignore")
        users, seats = _rows(archive, "users"), _rows(archive, "seats")
        manifest = json.loads(archive.read("manifest.json"))
        names = archive.namelist()
    for word in ("password_hash-", "secret-sha256", "secret-secret", "secret-wrapped", "hidden"):
        assert word not in all_of_it
    assert "password_hash" not in users[0]
    assert "a1_hash" not in seats[0]
    assert manifest["left_out"]["secret_columns"]["seats"] == ["a1_hash"]
    assert not any(name.startswith("recordings/") for name in names)


def test_an_unknown_tenant_is_one_line(command: Command, app: Flask, tmp_path: Path) -> None:
    done = command("tenant", "archive", "nobody", "--out", str(tmp_path / "x.zip"))
    assert done.exit_code == 2
    assert "no tenant nobody" in done.output


def _counted(tenant_id: int) -> dict[str, int]:
    db.session.rollback()
    return {
        name: db.session.scalar(
            select(func.count()).select_from(named(name)).where(for_its_eyes(named(name), tenant_id))
        )
        or 0
        for name in handed_over()
    }


def _rows(archive: zipfile.ZipFile, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in archive.read(f"tables/{name}.jsonl").splitlines()]


def test_it_is_one_moment(two: list[Leased], tmp_path: Path) -> None:
    """What is committed while it goes on is in none of its tables."""
    tenant_id, before = two[0].tenant.id, _counted(two[0].tenant.id)
    users, seats = named("users"), named("seats")
    done: list[int] = []

    def meanwhile(number: int, of: int) -> None:
        if not done:
            with db.engine.begin() as connection:
                mine = {"tenant_id": tenant_id, "role": "tenant", "language": "en"}
                connection.execute(insert(users).values(login="new", password_hash="x", **mine))
                connection.execute(update(seats).where(seats.c.tenant_id == tenant_id).values(name="new"))
        done.append(number)

    out = tmp_path / "acme.zip"
    written = export.write(tenant_id, out, with_recordings=False, by="ann", progress=meanwhile)
    assert written.rows == before
    assert done[-1] == len(done)
    with zipfile.ZipFile(out) as archive:
        assert {row["name"] for row in _rows(archive, "seats")} == {"李雷"}
    assert _counted(tenant_id)["users"] == before["users"] + 1
