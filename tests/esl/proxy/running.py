"""A Kamailio of a test's own, on loopback and a free port, with its socket in a folder of the test's."""

from __future__ import annotations

import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from esl.proxy import rpc
from seatyard.errors import Unavailable
from tests.support.processes import until

HOST = "127.0.0.5"
"""Another address of this machine than the nodes', the phones' and the carriers'."""


def program() -> str:
    found = shutil.which("kamailio", path="/usr/sbin:/sbin:/usr/bin:/usr/local/sbin:/opt/kamailio/sbin")
    if found is None:
        pytest.skip("no kamailio on this machine (Debian: apt-get install kamailio)")
    return found


def free_port(host: str = HOST) -> int:
    """Free now, for UDP and TCP."""
    while True:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.bind((host, 0))
            port = int(probe.getsockname()[1])
            with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as other:
                try:
                    other.bind((host, port))
                except OSError:
                    continue
            return port


def checked(folder: Path) -> subprocess.CompletedProcess[str]:
    """What ``kamailio -c`` says of the folder's configuration."""
    command = [program(), "-c", "-f", str(folder / "kamailio.cfg")]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@contextmanager
def kamailio(folder: Path, control: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Running inside the block."""
    run_dir = control.parent
    command = [program(), "-DD", "-E", "-f", str(folder / "kamailio.cfg"), "-Y", str(run_dir)]
    log = folder / "kamailio.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, "-P", str(run_dir / "pid")], stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
    try:
        until(lambda: _answers(control, process), lambda: f"an answer of Kamailio\n{log.read_text()}")
        yield process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _answers(control: Path, process: subprocess.Popen[bytes]) -> bool:
    assert process.poll() is None, "Kamailio has ended"
    try:
        rpc.call(control, "core.uptime", patience=1)
    except Unavailable:
        return False
    return True
