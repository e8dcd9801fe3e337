"""``seatyard`` on a machine whose clock is set wrong now and then.

    python -m tests.chaos.stepped FILE serve --bind 127.0.0.1:8080

FILE holds the clock's error in seconds, as eight bytes; whoever writes it steps the clock at once.
"""

from __future__ import annotations

import mmap
import os
import runpy
import struct
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

FORM = struct.Struct("<d")


def step(path: Path, seconds: float) -> None:
    """Set the clock's error of all processes that run with this file."""
    with path.open("r+b" if path.exists() else "wb") as file:
        file.write(FORM.pack(seconds))


def _run(path: Path, arguments: list[str]) -> None:
    if arguments[:2] == ["switch", "run"]:
        from gevent import monkey

        monkey.patch_all()  # before anything else is imported, as seatyard.patched does
    from seatyard import clock
    from seatyard.cli import main

    with path.open("rb") as file:
        error = mmap.mmap(file.fileno(), FORM.size, access=mmap.ACCESS_READ)
    clock._source = lambda: datetime.now(UTC) + timedelta(seconds=FORM.unpack_from(error)[0])
    os.execv = _in_this_process  # type: ignore[assignment]
    main(arguments, prog_name="seatyard")


def _in_this_process(_: str, command: list[str]) -> None:
    """For the ``os.execv`` with which ``serve`` becomes gunicorn: a new program would know the right time."""
    sys.argv = command[2:]
    runpy.run_module(command[2], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    _run(Path(sys.argv[1]), sys.argv[2:])
