"""``seatyard`` as a process of its own, beside a test whose servers run on gevent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import gevent
from flask import Flask

from seatyard.app import settings_of


def until(true: Callable[[], object], what: Callable[[], str], seconds: float = 60) -> None:
    """Wait, with the hub running, until ``true()``; AssertionError says ``what()`` did not come."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"not in {seconds:g} s: {what()}"
        gevent.sleep(0.02)


class Process:
    """A running command; its output goes to a file, which failures show."""

    def __init__(self, app: Flask, folder: Path, *arguments: str) -> None:
        settings = settings_of(app)
        self.log = folder / f"{arguments[0]}-{time.monotonic_ns()}.log"
        environment = os.environ | {
            "SEATYARD_HOME": str(settings.home),
            "SEATYARD_DATABASE_URL": settings.database_url,
            "SEATYARD_SECRET_KEY": settings.secret_key,
        }
        with self.log.open("w") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "seatyard", *arguments],
                stdout=out,
                stderr=out,
                stdin=subprocess.DEVNULL,
                env=environment,
                cwd=folder,
            )

    @property
    def output(self) -> str:
        return self.log.read_text()

    def end(self) -> int:
        """Ask it to end; its exit status."""
        self.process.send_signal(signal.SIGTERM)
        until(lambda: self.process.poll() is not None, lambda: f"an end\n{self.output}")
        return int(self.process.wait())

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@contextmanager
def running(app: Flask, folder: Path, *arguments: str) -> Iterator[Process]:
    """The command, running inside the block; it must end well when asked to."""
    process = Process(app, folder, *arguments)
    try:
        yield process
    except BaseException:
        process.kill()
        print(process.output)  # noqa: T201  (pytest shows it with the failure)
        raise
    if process.process.poll() is None:
        status = process.end()
        assert status == 0, f"exit status {status}\n{process.output}"
