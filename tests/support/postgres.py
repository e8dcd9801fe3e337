"""A PostgreSQL of the tests' own: thrown away at the end, on a free port, also as root."""

from __future__ import annotations

import getpass
import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


def binaries() -> Path | None:
    """Debian keeps them off the PATH; the newest version wins."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """A cluster in a folder of its own; it may be killed and started again."""

    def __init__(self, bin_dir: Path, copied: Server | None = None) -> None:
        """An empty one, or a replica of one that runs."""
        self.folder = Path(tempfile.mkdtemp(prefix="seatyard-pg-"))
        self.port = free_port()
        self._bin_dir = bin_dir
        self._as_user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        if self._as_user:
            shutil.chown(self.folder, "postgres")
        self._owner = "postgres" if self._as_user else getpass.getuser()
        self._data = str(self.folder / "data")
        if copied is not None:
            source = ("-h", "127.0.0.1", "-p", str(copied.port), "-U", self._owner)
            self._run("pg_basebackup", *source, "-R", "-X", "stream", "-c", "fast")
            return
        self._run("initdb", "-A", "trust", "-U", self._owner, "--no-sync", "--locale=C.UTF-8")

    @property
    def address(self) -> str:
        """``postgresql+psycopg://postgres@127.0.0.1:PORT``"""
        return self.address_at(self.port)

    def address_at(self, port: int) -> str:
        """The same behind another port."""
        return f"postgresql+psycopg://{self._owner}@127.0.0.1:{port}"

    def start(self, more: str = "") -> None:
        settings = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1"
        settings += f" -c fsync=off -c full_page_writes=off {more}"
        self._run("pg_ctl", "-w", "-l", str(self.folder / "log"), "-o", settings, "start")

    @property
    def data(self) -> Path:
        return Path(self._data)

    def set(self, **settings: str) -> None:
        """Before a start, in its own file."""
        with (self.data / "postgresql.conf").open("a") as conf:
            conf.writelines(f"{name} = '{value}'\n" for name, value in settings.items())

    def program(self, *command: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
        """One that works on it, as the user whom it runs as; libpq finds it."""
        own = {"PGHOST": "127.0.0.1", "PGPORT": str(self.port), "PGUSER": self._owner}
        return subprocess.run(
            [*self._as_user, *map(str, command)],
            env=os.environ | own | environment,
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
        )

    @property
    def master(self) -> int:
        """The process id of the one that starts all others."""
        return int((self.folder / "data" / "postmaster.pid").read_text().split()[0])

    def kill(self) -> None:
        """SIGKILL to all of its processes at once, as when the machine's memory runs out."""
        master = self.master
        os.kill(master, signal.SIGSTOP)  # so that it starts none meanwhile
        for process in (*_children(master), master):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)

    def stop(self, mode: str = "immediate") -> None:
        """``fast``: with all of its log archived."""
        self._run("pg_ctl", "-m", mode, "stop")

    def remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        # A log file, not a pipe: the server would hold a pipe open for ever.
        command = [*self._as_user, str(self._bin_dir / program), "-D", self._data, *arguments]
        with (self.folder / "out").open("ab") as out:
            subprocess.run(command, check=True, stdout=out, stderr=out, cwd="/")


def _children(parent: int) -> list[int]:
    """Of a process, by what the kernel says (Linux)."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            after_name = status.read_text().rpartition(")")[2].split()
            if int(after_name[1]) == parent:
                found.append(int(status.parent.name))
    return found


@contextmanager
def running(bin_dir: Path, more: str = "") -> Iterator[str]:
    """Start a cluster, with ``more`` settings; yields ``postgresql+psycopg://postgres@127.0.0.1:PORT``."""
    server = Server(bin_dir)
    server.start(more)
    try:
        yield server.address
    finally:
        server.stop()
        server.remove()
