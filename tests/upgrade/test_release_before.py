"""The code of the release before, from the history, passes tests of its own on the schema of now."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from seatyard import migrations

from . import schema_of_now

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
RELEASED = "672a76ad7e877320ea1a62795e2365002d4ce04b"
"""The commit of it: moved on when one is made. The last one whose newest migration is that of
``test_old_code.RELEASED``."""
PACKAGES = {"seatyard_migrations": "alembic", "seatyard_deploy": "deploy"} | {
    "seatyard_freeswitch_conf": "freeswitch-conf"
}
"""Packages that lie in folders of another name (``setup.cfg``)."""
WHAT = {
    "tests/tenants/test_onboarding.py": (
        "test_a_new_tenant_is_whole",
        "test_a_changed_file_applies_the_difference",
    ),
    "tests/esl/calls/test_folding.py": (
        "test_folding_again_changes_nothing",
        "test_a_late_leg_joins_the_call_that_was_folded_without_it",
    ),
    "tests/billing/test_close.py": (
        "test_a_month_becomes_an_invoice",
        "test_closing_again_changes_nothing_and_says_so",
        "test_a_late_call_changes_nothing_and_is_a_finding",
    ),
    "tests/billing/ledger/test_book.py": (
        "test_a_close_books_the_month_and_closing_again_books_nothing",
        "test_a_payment_lowers_what_is_owed_and_taken_back_it_is_owed_again",
    ),
}
"""A tenant comes, calls are taken in and folded, a month is closed, the ledger is kept. A few tests of each:
a schema is made by another process, on both engines, for every module."""


@pytest.fixture
def before(tmp_path: Path) -> Path:
    """The checkout of the release before."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("no history here")
    told = subprocess.run(["git", "-C", ROOT, "archive", RELEASED], capture_output=True, check=False)
    if told.returncode != 0:
        pytest.skip(f"the history here has no {RELEASED[:8]}")
    folder = tmp_path / "before"
    with tarfile.open(fileobj=io.BytesIO(told.stdout)) as archive:
        archive.extractall(folder, filter="data")
    return folder


def test_it_passes_tests_of_its_own(before: Path, tmp_path: Path) -> None:
    beside = tmp_path / "beside"
    beside.mkdir()
    shutil.copy(HERE / "schema_of_now.py", beside)
    for package, folder in PACKAGES.items():
        (beside / package).symlink_to(before / folder)
    path = os.pathsep.join(str(one) for one in (beside, before / "platform", before))
    env = {name: value for name, value in os.environ.items() if not name.startswith(("SEATYARD", "PYTEST"))}
    plugin = Path(schema_of_now.__file__).stem
    what = [f"{file}::{test}" for file, tests in WHAT.items() for test in tests]
    command = [sys.executable, "-m", "pytest", "-q", "-p", plugin, "-p", "no:cacheprovider", "-n", "0", *what]
    told = subprocess.run(
        command, cwd=before, env=env | {"PYTHONPATH": path}, capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stdout[-4000:] + told.stderr[-1000:]
    newest = max(path.name for path in (ROOT / "alembic" / "versions").glob("0*.py"))[:4]
    assert f"schemas: ['{newest}']" in told.stdout
    passed = re.search(r"(\d+) passed", told.stdout)
    assert passed is not None
    assert int(passed[1]) >= len(what)


def test_only_the_code_of_before_gets_its_schema_so() -> None:
    """A worker of these tests has imported the plugin, too: its other databases are upgraded as ever."""
    assert migrations.upgrade is not schema_of_now.upgrade
