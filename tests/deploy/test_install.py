"""The installer says what it would do; what it takes; and that the scripts hold together."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from seatyard.config import Settings

from .tools import DEPLOY, ran, tool

INSTALL = DEPLOY / "install"
SCRIPTS = [
    "install",
    "seatyard-command",
    "empty-node",
    "test-system-packages",
    "compose/postgres/role.sh",
    "compose/proxy/site",
    "compose/proxy/start",
]


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_script_holds_together(script: str) -> None:
    looked = ran(tool("shellcheck", "shellcheck"), DEPLOY / script)
    assert looked.returncode == 0, looked.stdout
    assert os.access(DEPLOY / script, os.X_OK)


def test_help() -> None:
    looked = ran(INSTALL, "--help")
    assert looked.returncode == 0
    text = INSTALL.read_text()
    for option in ("--name", "--certificate", "--database-url", "--source", "--without-nginx", "--dry-run"):
        assert option in looked.stdout
        assert f"{option})" in text


@pytest.mark.parametrize(
    "options",
    [
        [],
        ["--name"],
        ["--name", "a b"],
        ["--name", "a.example", "--colour", "red"],
        ["--name", "a.example", "--certificate", "/x"],
        ["--name", "a.example", "--source", "/nowhere"],
    ],
)
def test_what_it_does_not_take_is_one_line(options: list[str]) -> None:
    looked = ran(INSTALL, *options, "--dry-run")
    assert (looked.returncode, looked.stderr.count("\n")) == (2, 1)


def test_a_dry_run_does_nothing_and_names_everything(tmp_path: Path) -> None:
    before = sorted(Path("/etc").iterdir())
    looked = ran(INSTALL, "--name", "a.example", "--dry-run")
    assert (looked.returncode, looked.stderr) == (0, "")
    assert sorted(Path("/etc").iterdir()) == before
    for what in (
        "python3 -m venv /opt/seatyard",
        "createdb --owner seatyard",
        "db upgrade",
        "seatyard doctor",
    ):
        assert what in looked.stdout
    order = ["db upgrade", "systemctl try-restart seatyard-web", "nginx -t", "seatyard doctor"]
    assert sorted(order, key=looked.stdout.index) == order
    bare = ran(
        INSTALL,
        *("--name", "a.example", "--without-nginx", "--dry-run"),
        *("--database-url", "postgresql+psycopg://u:secret@db/x"),
    ).stdout
    assert not [word for word in ("nginx", "createdb", "postgresql\n", "secret") if word in bare]


def test_the_settings_that_it_writes_can_be_read(tmp_path: Path) -> None:
    """Those between the marks, as the shell fills them in."""
    _, _, after = INSTALL.read_text().partition("<<SETTINGS\n")
    text = after.partition("\nSETTINGS\n")[0]
    url = "postgresql+psycopg://seatyard@/seatyard?host=/var/run/postgresql"
    text = text.replace("$(openssl rand -hex 32)", "a" * 64).replace("$name", "a.example")
    file = tmp_path / "environment"
    file.write_text(text.replace("$database_url", url))
    settings = Settings.from_env({"SEATYARD_SETTINGS": str(file)})
    assert (settings.database_url, settings.proxies) == (url, 1)
    assert (settings.base_url, settings.secret_key) == ("https://a.example", "a" * 64)
