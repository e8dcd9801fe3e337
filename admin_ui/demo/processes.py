"""The demo's processes: real ones, each with its log, started again when they die (as systemd would)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from seatyard.errors import SeatyardError


@dataclass
class Process:
    """One ``seatyard …`` command in its own process group."""

    name: str
    arguments: list[str]
    folder: Path
    """Takes ``NAME.log`` and ``NAME.pid``."""
    environment: dict[str, str]
    restarts: bool = True
    program: tuple[str, ...] = ("seatyard",)
    """The module that runs the command."""
    deaths: int = 0
    _child: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    _wanted: bool = False

    def start(self) -> None:
        with (self.folder / f"{self.name}.log").open("ab") as log:
            self._child = subprocess.Popen(
                [sys.executable, "-m", *self.program, *self.arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=os.environ | self.environment,
                start_new_session=True,
            )
        (self.folder / f"{self.name}.pid").write_text(str(self._child.pid))
        self._wanted = True  # not before: the watch would take its dead forerunner for it

    def kill(self) -> None:
        """SIGKILL to the whole group, as a crash or a power cut would; it is not started again."""
        self._wanted = False
        self._signal(signal.SIGKILL)

    def stop(self, patience: float = 10) -> None:
        self._wanted = False
        self._signal(signal.SIGTERM, patience)
        self._signal(signal.SIGKILL)

    def mend(self) -> None:
        """Start it again if it died by itself."""
        if self._wanted and self.restarts and self._child and self._child.poll() is not None:
            self.deaths += 1
            self.start()

    @property
    def running(self) -> bool:
        return self._child is not None and self._child.poll() is None

    def last_words(self) -> str:
        """The end of its log, for an error message."""
        log = self.folder / f"{self.name}.log"
        lines = log.read_text(errors="replace").splitlines() if log.exists() else []
        return lines[-1] if lines else "it said nothing"

    def _signal(self, number: signal.Signals, patience: float = 10) -> None:
        if self._child is None or self._child.poll() is not None:
            return
        try:
            os.killpg(self._child.pid, number)
            self._child.wait(patience)
        except (ProcessLookupError, subprocess.TimeoutExpired):
            pass


class Supervisor:
    """Keeps processes alive while the block lasts, and leaves none behind."""

    def __init__(self) -> None:
        self.processes: list[Process] = []
        self._ended = threading.Event()
        self._watch = threading.Thread(target=self._mend_all, daemon=True)

    def __enter__(self) -> Supervisor:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._watch.join()
        for process in reversed(self.processes):
            process.stop()

    @property
    def restarts(self) -> int:
        """How often a process died by itself and was started again."""
        return sum(process.deaths for process in self.processes)

    def add(self, process: Process) -> Process:
        self.processes.append(process)
        process.start()
        return process

    def _mend_all(self) -> None:
        while not self._ended.wait(0.2):
            for process in self.processes:
                process.mend()


def wait_until(true: Callable[[], bool], what: str, *, seconds: float = 60) -> None:
    """Poll until ``true()``; say what did not happen when it takes longer than ``seconds``."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise SeatyardError(f"waited {seconds:g} s in vain for {what}", where="demo")
        time.sleep(0.05)
