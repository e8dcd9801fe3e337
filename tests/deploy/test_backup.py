"""Backups are taken, rehearsed and restored to the middle of a close: closed again, the same invoices."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from billing.audit.whole import verify
from billing.documents import pdf
from billing.invoices import service
from billing.invoices.stored import bill_of
from billing.models import Invoice
from esl.call_sums import keeping
from seatyard.db import db
from tests.billing.month import april, leased
from tests.support import postgres

from .backed_up import House, application, house, seatyard
from .tools import DEPLOY, ran, tool

TENANTS, BEFORE_THE_POINT = 5, 2


@pytest.fixture(scope="module")
def backed_up() -> Iterator[House]:
    bin_dir = postgres.binaries()
    if bin_dir is None:
        pytest.skip("no PostgreSQL binaries on this machine (Debian: apt-get install postgresql)")
    with house(bin_dir) as made:
        yield made


@pytest.mark.parametrize("script", ["base", "common", "rehearse", "restore", "wal"])
def test_a_script_holds_together(script: str) -> None:
    looked = ran(tool("shellcheck", "shellcheck"), "-x", "-P", DEPLOY.parent, DEPLOY / "backup" / script)
    assert looked.returncode == 0, looked.stdout
    assert os.access(DEPLOY / "backup" / script, os.X_OK) is (script != "common")


@pytest.mark.parametrize("name", ["seatyard-backup", "seatyard-rehearsal"])
def test_a_timer_and_its_unit_are_taken(name: str, tmp_path: Path) -> None:
    for kind in ("service", "timer"):
        text = (DEPLOY / "backup" / f"{name}.{kind}").read_text()
        (tmp_path / f"{name}.{kind}").write_text(re.sub(r"(?m)^(ExecStart)=/\S+", r"\1=/bin/true", text))
    analyze = tool("systemd-analyze", "systemd")
    quietly = ("verify", "--man=no", "--recursive-errors=no")
    looked = ran(analyze, *quietly, tmp_path / f"{name}.timer", SYSTEMD_UNIT_PATH=f"{tmp_path}:")
    assert (looked.returncode, looked.stderr) == (0, "")
    unit = tmp_path / f"{name}.service"
    looked = ran(analyze, "security", "--offline=yes", "--threshold=60", "--no-pager", unit)
    assert looked.returncode == 0, looked.stdout.splitlines()[-1:]


def test_a_unit_calls_its_script_as_it_is(tmp_path: Path) -> None:
    """With its own options, but for the folders: they are taken, up to what is not there."""
    for unit in (DEPLOY / "backup").glob("*.service"):
        (line,) = re.findall(r"(?m)^ExecStart=(.*)$", unit.read_text())
        program, *options = line.split()
        options = [re.sub(r"^/(srv|opt)", str(tmp_path / "none"), one) for one in options]
        assert (DEPLOY / "backup" / Path(program).name).exists()
        looked = ran(DEPLOY / "backup" / Path(program).name, *options)
        assert "no such option" not in looked.stderr
        assert looked.returncode == 2


@pytest.mark.parametrize(
    ("script", "options"),
    [
        ("base", []),
        ("base", ["--to", "/nowhere"]),
        ("base", ["--to", "/tmp", "--keep", "0"]),
        ("base", ["--to", "/tmp", "--wal", "/tmp"]),
        ("restore", ["--wal", "/tmp"]),
        ("restore", ["--wal", "/tmp", "--data", "/tmp/x", "--time", "noon", "--point", "a"]),
        ("restore", ["--wal", "/tmp", "--data", "/tmp/x", "--time", "whenever"]),
        ("restore", ["--wal", "/tmp", "--data", "/tmp/x", "--point", "a'b"]),
        ("rehearse", ["--colour", "red"]),
        ("rehearse", ["--database", "a'b"]),
        ("rehearse", ["--seatyard", "/nowhere/seatyard"]),
        ("wal", ["put"]),
        ("wal", ["look", "a", "b", "c"]),
    ],
)
def test_what_they_do_not_take_is_one_line(script: str, options: list[str]) -> None:
    looked = ran(DEPLOY / "backup" / script, *options)
    assert (looked.returncode, looked.stderr.count("\n")) == (2, 1), looked.stderr


def test_a_piece_of_log_is_kept_once(tmp_path: Path) -> None:
    wal, piece, other = DEPLOY / "backup/wal", tmp_path / "a", tmp_path / "b"
    kept = tmp_path / "kept"
    kept.mkdir()
    piece.write_bytes(os.urandom(5000))
    other.write_bytes(b"another")
    assert ran(wal, "put", piece, "0001", kept).returncode == 0
    assert ran(wal, "put", piece, "0001", kept).returncode == 0  # as after a crash
    assert ran(wal, "put", other, "0001", kept).returncode == 1
    assert ran(wal, "get", "0001", tmp_path / "back", kept).returncode == 0
    assert (tmp_path / "back").read_bytes() == piece.read_bytes()
    assert ran(wal, "get", "0002", tmp_path / "none", kept).returncode == 1
    assert not (tmp_path / "none").exists()


def test_closed_again_after_a_restore_to_its_middle_the_invoices_are_the_same(
    backed_up: House, tmp_path: Path
) -> None:
    with application(backed_up, tmp_path), april():
        _furnished()
        taken = backed_up.run("base", "--to", backed_up.bases)
        assert taken.returncode == 0, taken.stderr
        service.close("2026-03", jobs=1, progress=lambda done, of: _marked(backed_up, done))
        closed = _invoices()
        assert [one["number"] for one in closed] == [f"SY-2026-00000{at}" for at in range(1, TENANTS + 1)]
        _leave()
        backed_up.tampered("UPDATE invoice_lines SET amount = amount + 1 WHERE id = 1")
        backed_up.lost()

        program = seatyard(tmp_path)
        at_the_point = _rehearsed(backed_up, program, "--point", "middle_of_the_close")
        assert at_the_point.returncode == 0, at_the_point.stdout + at_the_point.stderr
        assert 'restore point "middle_of_the_close"' in at_the_point.stdout
        assert f"invoices are what was finalised: {BEFORE_THE_POINT} looked at" in at_the_point.stdout
        at_the_end = _rehearsed(backed_up, program)
        assert (at_the_end.returncode, "SY-2026-000001: booked as another one" in at_the_end.stdout) == (
            1,
            True,
        ), at_the_end.stdout + at_the_end.stderr
        missed = _rehearsed(backed_up, program, "--point", "never_made")
        assert (missed.returncode, "the moment was not reached" in missed.stderr) == (1, True)

        backed_up.restored("--point", "middle_of_the_close")
        assert _invoices() == closed[:BEFORE_THE_POINT]
        assert not [check for check in verify() if check.wrong]
        again = service.close("2026-03", jobs=1)
        assert [one.status for one in again] == ["unchanged"] * 2 + ["finalised"] * 3
        assert _invoices() == closed
        assert not [check for check in verify() if check.wrong]


def test_what_no_copy_needs_is_let_go(backed_up: House) -> None:
    """After the restore, on the log's new timeline."""
    taken = backed_up.run("base", "--to", backed_up.bases, "--keep", "1", "--wal", backed_up.wal)
    assert taken.returncode == 0, taken.stderr
    (left,) = backed_up.bases.iterdir()
    assert taken.stdout.splitlines()[0] == str(left)
    backed_up.lost()
    backed_up.restored()


def _furnished() -> None:
    for number in range(TENANTS):
        one = leased(2 + number, name=f"tenant{number}")
        for day in range(1, 6):
            one.call(f"03-0{day}T09:00", 61 + number, direction="outbound", callee="+8613800138000")
        one.outage("03-05T10:00", "03-06T12:00")
    db.session.commit()
    assert keeping.due_now()


def _marked(made: House, done: int) -> None:
    if done == BEFORE_THE_POINT:
        made.admin("SELECT pg_create_restore_point('middle_of_the_close')")


def _invoices() -> list[dict[str, Any]]:
    """All that a customer can hold against us."""
    rows = db.session.scalars(select(Invoice).order_by(Invoice.id)).all()
    found = [
        {
            "number": row.number,
            "tenant": row.tenant_id,
            "total": row.total,
            "bill": bill_of(row),
            "fingerprint": row.fingerprint,
            "pdf": pdf.render(row, "zh"),
        }
        for row in rows
    ]
    db.session.rollback()
    return found


def _leave() -> None:
    db.session.remove()
    db.engine.dispose()


def _rehearsed(made: House, program: Path, *moment: str) -> Any:
    folders = ("--bases", made.bases, "--wal", made.wal, "--in", made.server.folder)
    named = ("--seatyard", program)
    return ran(made.scripts / "rehearse", *folders, *named, *moment)
