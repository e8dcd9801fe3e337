"""The wheel is whole: every file of every floor is in it, and it runs away from the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
INSTALLED_AS = {
    "platform/seatyard/": "seatyard/",
    "alembic/": "seatyard_migrations/",
    "freeswitch-conf/": "seatyard_freeswitch_conf/",
    "deploy/": "seatyard_deploy/",
}
AS_THEY_ARE = ("tenants/", "esl/", "billing/", "admin_ui/")


def run(*command: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    ran = subprocess.run(
        command, cwd=cwd, env=os.environ | environment, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy of the tracked files, so that the checkout stays as it is."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    for name in tracked():
        target = source / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((ROOT / name).read_bytes())
    build = "from setuptools.build_meta import build_wheel; import sys; build_wheel(sys.argv[1])"
    run(sys.executable, "-W", "ignore", "-c", build, str(folder), cwd=source)
    return next(folder.glob("*.whl"))


def tracked() -> list[str]:
    listed = run("git", "ls-files", "--cached", "--others", "--exclude-standard", cwd=ROOT).stdout
    return [name for name in listed.splitlines() if (ROOT / name).is_file()]


def expected_inside() -> set[str]:
    inside = {name for name in tracked() if name.startswith(AS_THEY_ARE)}
    for prefix, package in INSTALLED_AS.items():
        inside |= {package + name.removeprefix(prefix) for name in tracked() if name.startswith(prefix)}
    return inside


def test_every_file_of_every_floor_is_in_the_wheel(wheel: Path) -> None:
    assert expected_inside() - set(zipfile.ZipFile(wheel).namelist()) == set()


def test_nothing_else_is(wheel: Path) -> None:
    others = {
        name
        for name in set(zipfile.ZipFile(wheel).namelist()) - expected_inside()
        if ".dist-info/" not in name
    }
    assert others == set()


def test_it_runs_away_from_the_checkout(wheel: Path, tmp_path: Path) -> None:
    unpacked = tmp_path / "installed"
    zipfile.ZipFile(wheel).extractall(unpacked)
    home = tmp_path / "home"
    environment = {"PYTHONPATH": str(unpacked), "SEATYARD_HOME": str(home)}
    run(sys.executable, "-m", "seatyard", "db", "upgrade", cwd=tmp_path, **environment)
    where = "import seatyard, billing; print(seatyard.__file__, billing.__file__)"
    shown = run(sys.executable, "-c", where, cwd=tmp_path, **environment).stdout
    assert all(part.startswith(str(unpacked)) for part in shown.split())
    assert (home / "seatyard.db").exists()
