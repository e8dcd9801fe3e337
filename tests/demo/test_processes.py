"""The demo's processes are real, are started again when they die, and none is left behind."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from admin_ui.demo.processes import Process, Supervisor, wait_until
from seatyard.errors import SeatyardError


@pytest.fixture(autouse=True)
def _handler_as_before():
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


def process(folder: Path) -> Process:
    return Process("help", ["--help"], folder, {"SEATYARD_HOME": str(folder)})


def pid(folder: Path) -> int:
    return int((folder / "help.pid").read_text() or 0)  # it may be about to be written


def test_one_that_dies_is_started_again(tmp_path: Path) -> None:
    with Supervisor() as supervisor:
        child = supervisor.add(process(tmp_path))
        first = pid(tmp_path)
        wait_until(lambda: pid(tmp_path) != first, "the process to be started again", seconds=30)
        assert child.deaths > 0


def test_one_that_was_killed_on_purpose_stays_dead(tmp_path: Path) -> None:
    with Supervisor() as supervisor:
        child = supervisor.add(process(tmp_path))
        child.kill()
        assert not child.running


def test_none_is_left_behind(tmp_path: Path) -> None:
    with Supervisor() as supervisor:
        supervisor.add(process(tmp_path))
    with pytest.raises(ProcessLookupError):
        os.kill(pid(tmp_path), 0)


def test_waiting_in_vain_says_for_what() -> None:
    with pytest.raises(SeatyardError, match="waited 0 s in vain for the moon"):
        wait_until(lambda: False, "the moon", seconds=0)
