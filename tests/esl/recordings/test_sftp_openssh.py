"""OpenSSH's own clients at the SFTP server, and the server as the command that serves it."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import subprocess
from pathlib import Path
from typing import Any

import asyncssh
import pytest
from flask import Flask

from esl.models import Node
from esl.recordings.sftp import ssh_keys
from seatyard.app import settings_of
from seatyard.errors import InvalidInput
from tenants.models import Tenant
from tests.support import openssh

from .test_fetch import some

DAY = "/2026-03/2026-03-03"


@pytest.fixture
def key(tmp_path: Path) -> Path:
    return openssh.key(tmp_path)


def test_openssh_fetches_and_resumes(
    app: Flask, acme: Tenant, fs1: Node, command: Any, key: Path, tmp_path: Path
) -> None:
    """The command itself serves; a day comes whole, and a file that broke off is completed."""
    if shutil.which("sftp") is None:
        pytest.skip("no OpenSSH client on this machine (Debian: apt-get install openssh-client)")
    recording = some(acme, fs1, 20)
    some(acme, fs1, 2)
    name = f"{recording.id[:8]}.wav"
    added = command(
        "recordings", "access", "add", "acme", "--label", "crm", "--ssh-key", f"{key}.pub", "--json"
    )
    with openssh.serving(app, tmp_path) as port:
        client = openssh.Client(port, key, tmp_path, "acme")
        client.sftp(f"get -r {DAY} {tmp_path}")
        folder = tmp_path / "2026-03-03"
        assert subprocess.run(["sha256sum", "--check", "SHA256SUMS"], cwd=folder, check=False).returncode == 0
        (half,) = folder.glob(f"*_{name}")
        whole = half.read_bytes()
        os.truncate(half, 100_000)
        client.sftp(f"reget {DAY}/{half.name} {half}")
        assert half.read_bytes() == whole
        client.scp(f"{DAY}/index.csv", tmp_path / "index.csv")
        assert (tmp_path / "index.csv").read_bytes() == (folder / "index.csv").read_bytes()
        for refused in (
            f"put {half} {DAY}/x",
            f"rm {DAY}/index.csv",
            "get /etc/passwd",
            "rename /2026-03 /x",
        ):
            with pytest.raises(subprocess.CalledProcessError):
                client.sftp(refused)
        assert client.host_key == json.loads(added.output)["host_key"]


def test_the_host_key_is_made_once_for_its_owner_alone(app: Flask) -> None:
    path = settings_of(app).sftp_key_file
    made = ssh_keys.host_key(path).get_fingerprint()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert ssh_keys.host_key(path).get_fingerprint() == made
    assert [one.name for one in path.parent.glob("*sftp*")] == ["sftp.key"]
    path.chmod(0o640)
    with pytest.raises(InvalidInput, match="others may read it"):
        ssh_keys.host_key(path)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "ssh-ed25519",
            "ssh-ed25519 AAAA",
            "x",
            "ssh-dss AAAAB3NzaC1kc3MAAACBAP",
            'command="x" ssh-ed25519 AAAA',
        ),
        asyncssh.generate_private_key("ssh-ed25519").export_private_key().decode(),
        asyncssh.generate_private_key("ssh-rsa", key_size=1024).export_public_key().decode(),
        2 * asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode(),
    ],
    ids=["empty", "bare", "short", "word", "dss", "options", "private", "rsa-1024", "two"],
)
def test_what_is_no_public_key_is_refused_in_a_line(
    acme: Tenant, command: Any, tmp_path: Path, text: str
) -> None:
    (tmp_path / "x.pub").write_text(text)
    said = command(
        "recordings", "access", "add", "acme", "--label", "x", "--ssh-key", str(tmp_path / "x.pub")
    )
    assert said.exit_code == 2
    assert re.fullmatch(r"seatyard: --ssh-key: .+ \(allowed: .+\)\n", said.output)


def test_a_key_has_access_once(acme: Tenant, command: Any, key: Path) -> None:
    add = ("recordings", "access", "add", "acme", "--label", "x", "--ssh-key", f"{key}.pub")
    assert command(*add).exit_code == 0
    assert "the key has access already" in command(*add).output
    command("recordings", "access", "revoke", "acme", "1")
    assert command(*add).exit_code == 0
    listed = json.loads(command("recordings", "access", "list", "acme", "--json").output)
    assert [(one["kind"], bool(one["revoked_at"])) for one in listed] == [("key", True), ("key", False)]
    assert listed[0]["key"] == ssh_keys.fingerprint(Path(f"{key}.pub").read_text())


@pytest.mark.parametrize("bind", ["127.0.0.1", "127.0.0.1:x", ":22", "127.0.0.1:99999", "192.0.2.1:2222"])
def test_an_address_that_cannot_be_is_told(command: Any, bind: str) -> None:
    said = command("sftp", "--bind", bind)
    assert (said.exit_code, said.output.splitlines()[-1].startswith("seatyard: --bind")) == (2, True)
