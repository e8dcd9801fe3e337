"""The processes of an installation: each in its own session, its output in a file, ended by its id."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

SEATYARD = str(Path(sys.executable).with_name("seatyard"))


@contextmanager
def running(command: list[str], output: Path, env: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """The process inside the block; afterwards asked to end, and made to if it does not within 20 s."""
    with output.open("ab") as log:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=env, start_new_session=True
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def kill(process: subprocess.Popen[bytes]) -> None:
    """Its whole group, with SIGKILL: it puts nothing in order."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def run(arguments: list[str], env: Mapping[str, str]) -> str:
    """A ``seatyard`` command's output; its complaint when it fails."""
    done = subprocess.run([SEATYARD, *arguments], env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"seatyard {' '.join(arguments)}: {done.stderr or done.stdout}"
    return done.stdout


def udp_port() -> int:
    """A port that is free on loopback now, for TCP as well: a SIP profile listens on both."""
    while True:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
            try:
                with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as other:
                    other.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


def rtp_range(size: int = 100) -> tuple[int, int]:
    """A block of UDP ports of which the first, the middle and the last are free now."""
    while True:
        first = random.randrange(20_000, 30_000, 2)
        try:
            for port in (first, first + size // 2, first + size):
                with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
                    probe.bind(("127.0.0.1", port))
        except OSError:
            continue
        return first, first + size
