"""A PostgreSQL of the tests' own: thrown away at the end, on a free port, also as root."""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
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


@contextmanager
def running(bin_dir: Path) -> Iterator[str]:
    """Start a cluster; yields ``postgresql+psycopg://postgres@127.0.0.1:PORT``."""
    folder = Path(tempfile.mkdtemp(prefix="seatyard-pg-"))
    port = free_port()
    as_user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    if as_user:
        shutil.chown(folder, "postgres")
    owner = "postgres" if as_user else getpass.getuser()

    def run(*command: str) -> None:
        # A log file, not a pipe: the server would hold a pipe open for ever.
        with (folder / "out").open("ab") as out:
            subprocess.run([*as_user, *command], check=True, stdout=out, stderr=out, cwd="/")

    data = str(folder / "data")
    run(str(bin_dir / "initdb"), "-D", data, "-A", "trust", "-U", owner, "--no-sync", "--locale=C.UTF-8")
    settings = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off"
    run(str(bin_dir / "pg_ctl"), "-D", data, "-w", "-l", str(folder / "log"), "-o", settings, "start")
    try:
        yield f"postgresql+psycopg://{owner}@127.0.0.1:{port}"
    finally:
        run(str(bin_dir / "pg_ctl"), "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)
