"""A PgBouncer of the tests' own, in transaction mode, before a PostgreSQL: on a socket, no port."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from sqlalchemy import make_url

PORT = 6432
"""Names the socket alone."""


def program() -> str | None:
    return shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


@contextmanager
def before(found: str, url: str) -> Iterator[str]:
    """Yields the address of a database through it. Each transaction comes to a session of its own, which ends
    with it: whatever was said to the one before is gone."""
    to = make_url(url)
    folder = Path(tempfile.mkdtemp(prefix="seatyard-pgbouncer-"))
    (folder / "users").write_text(f'"{to.username}" ""\n')
    (folder / "ini").write_text(
        f"[databases]\n* = host={to.host} port={to.port}\n[pgbouncer]\nlisten_addr =\nlisten_port = {PORT}\n"
        f"unix_socket_dir = {folder}\nauth_type = trust\nauth_file = {folder}/users\n"
        "pool_mode = transaction\ndefault_pool_size = 20\nserver_lifetime = 0\nserver_round_robin = 1\n"
    )
    as_user = []
    if os.getuid() == 0:
        as_user = ["runuser", "-u", "postgres", "--"]
        for one in (folder, *folder.iterdir()):
            shutil.chown(one, "postgres")
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen([*as_user, found, folder / "ini"], stdout=log, stderr=log, cwd="/")
    pooled = to.set(host=None, port=None).update_query_dict({"host": str(folder), "port": str(PORT)})
    try:
        _answers(process, pooled.set(drivername="postgresql").render_as_string(hide_password=False))
        yield pooled.render_as_string(hide_password=False)
    finally:
        process.terminate()
        process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _answers(process: subprocess.Popen[bytes], address: str) -> None:
    while process.poll() is None:
        try:
            psycopg.connect(address).close()
        except psycopg.OperationalError:
            continue
        return
    raise RuntimeError("pgbouncer did not start")
