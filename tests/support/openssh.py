"""OpenSSH's clients at ``seatyard sftp``."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncssh
from flask import Flask

from seatyard.db import db

from .postgres import free_port
from .processes import running, until

HOST = "127.0.0.1"


def key(folder: Path) -> Path:
    """A new private key; its public one lies beside it."""
    made, path = asyncssh.generate_private_key("ssh-ed25519", "warehouse"), folder / "id"
    path.touch(0o600)
    path.write_bytes(made.export_private_key())
    (folder / "id.pub").write_bytes(made.export_public_key())
    return path


@contextmanager
def serving(app: Flask, folder: Path) -> Iterator[int]:
    """The port of the command, which runs on the application's database."""
    port = free_port()
    db.session.rollback()
    with running(app, folder, "sftp", "--bind", f"{HOST}:{port}") as process:
        until(lambda: "listening on" in process.output, lambda: process.output)
        yield port


@dataclass
class Client:
    """Of a tenant's; each call raises CalledProcessError with what the client said."""

    port: int
    key: Path
    folder: Path
    user: str

    def sftp(self, *commands: str) -> str:
        return self._run(["sftp", *self._options, "-b", "-", f"{self.user}@{HOST}"], "\n".join(commands))

    def scp(self, source: str, target: Path) -> None:
        self._run(["scp", "-s", *self._options, f"{self.user}@{HOST}:{source}", str(target)])

    @property
    def host_key(self) -> str:
        """The fingerprint that was met at the first connection."""
        told = self._run(["ssh-keygen", "-l", "-f", str(self._known)])
        found = re.search(r"SHA256:\S+", told)
        assert found is not None
        return found[0]

    @property
    def _known(self) -> Path:
        return self.folder / "known_hosts"

    @property
    def _options(self) -> list[str]:
        named = {
            "StrictHostKeyChecking": "accept-new",
            "UserKnownHostsFile": str(self._known),
            "IdentitiesOnly": "yes",
            "BatchMode": "yes",
        }
        told = [part for name, value in named.items() for part in ("-o", f"{name}={value}")]
        return ["-F", "none", "-P", str(self.port), "-i", str(self.key), *told]

    def _run(self, command: list[str], said: str = "") -> str:
        done = subprocess.run(command, input=said, capture_output=True, text=True, timeout=60, check=False)
        if done.returncode:
            raise subprocess.CalledProcessError(done.returncode, command[0], done.stdout, done.stderr)
        return done.stdout
