"""Files that commands are given: on a server root hands them to a command of another user."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from seatyard.cli import Commands


@pytest.fixture
def closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file in a folder that is closed to us: none is to root, who may run the tests."""
    file = tmp_path / "acme.yaml"
    real = os.stat

    def stat(path: str | os.PathLike[str], *args: object, **named: object) -> os.stat_result:
        if os.fspath(path) == str(file):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, *args, **named)  # type: ignore[arg-type]

    monkeypatch.setattr("os.stat", stat)
    monkeypatch.setattr("getpass.getuser", lambda: "seatyard")
    return file


def told(file: Path) -> str:
    outcome = CliRunner().invoke(Commands("seatyard"), ["tenant", "onboard", str(file)])
    assert outcome.exit_code == 2
    return " ".join(outcome.output.split())


def test_a_file_out_of_reach(closed: Path) -> None:
    assert f"File '{closed}' is out of reach of the user 'seatyard'." in told(closed)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert f"File '{tmp_path / 'acme.yaml'}' does not exist." in told(tmp_path / "acme.yaml")
