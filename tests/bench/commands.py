"""What it costs to start a command: processor time of its process, and of one that loads libraries alone."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

RUNS = 5
LIBRARIES = "import flask_sqlalchemy"
"""Flask and SQLAlchemy, without which no command asks a database."""
COMMANDS = (
    ("--help",),
    ("bill", "--help"),
    ("user", "list", "--json"),
    ("node", "list", "--json"),
    ("doctor",),
)


@dataclass(frozen=True, slots=True)
class Start:
    title: str
    seconds: float
    """Of a processor, user and system; the median of some runs."""


def run() -> Iterator[Start]:
    """The libraries first; then commands, over an empty database."""
    with tempfile.TemporaryDirectory(prefix="seatyard-bench-") as home:
        environment = os.environ | {"SEATYARD_HOME": home, "SEATYARD_DATABASE_URL": ""}
        _spent(environment, "-m", "seatyard", "db", "upgrade")
        yield Start("Flask and SQLAlchemy alone", _median(environment, "-c", LIBRARIES))
        for words in COMMANDS:
            yield Start(f"seatyard {' '.join(words)}", _median(environment, "-m", "seatyard", *words))


def _median(environment: dict[str, str], *arguments: str) -> float:
    return median(_spent(environment, *arguments) for _ in range(RUNS))


def _spent(environment: dict[str, str], *arguments: str) -> float:
    """Seconds of a process that has ended. What the doctor finds wrong is no matter here."""
    before = _of_children()
    done = subprocess.run([sys.executable, *arguments], env=environment, capture_output=True, check=False)
    if done.returncode not in (0, 1, 2) or b"Traceback" in done.stderr:
        raise RuntimeError(done.stderr.decode())
    return _of_children() - before


def _of_children() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime
