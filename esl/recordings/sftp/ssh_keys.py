"""The server's own key, and the public keys that tenants log in with."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

import asyncssh
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from seatyard.errors import InvalidInput

LEAST_RSA = 2048
"""Bits."""
_PUBLIC = ("ssh-ed25519", "ssh-rsa", "ecdsa-sha2-", "sk-ssh-ed25519", "sk-ecdsa-sha2-")


def host_key(path: Path) -> asyncssh.SSHKey:
    """The server's Ed25519 key: made at its first need, whole, and readable by its owner alone."""
    if not path.exists():
        _make(path)
    try:
        if path.stat().st_mode & 0o077:
            raise InvalidInput("others may read it", where=str(path), allowed="mode 0600")
        return asyncssh.read_private_key(path)
    except (OSError, asyncssh.KeyImportError, asyncssh.KeyEncryptionError) as error:
        raise InvalidInput(f"cannot be read: {error}", where=str(path)) from None


def public_key(text: str) -> str:
    """A line of ``authorized_keys`` or a ``.pub`` file as ``TYPE BASE64``, without comment and options."""
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    allowed = f"one line as in a .pub file: Ed25519, ECDSA, or RSA of {LEAST_RSA} bits"
    if len(lines) != 1 or not lines[0].startswith(_PUBLIC):
        raise InvalidInput("not one public key", where="--ssh-key", allowed=allowed)
    try:
        key = asyncssh.import_public_key(lines[0])
    except (asyncssh.KeyImportError, ValueError) as error:
        raise InvalidInput(str(error), where="--ssh-key", allowed=allowed) from None
    if isinstance(key.pyca_key, RSAPublicKey) and key.pyca_key.key_size < LEAST_RSA:
        raise InvalidInput("too short", where="--ssh-key", allowed=allowed)
    return plain(key)


def plain(key: asyncssh.SSHKey) -> str:
    """``TYPE BASE64``, by which keys are compared."""
    return " ".join(key.export_public_key("openssh").decode("ascii").split()[:2])


def fingerprint(public: str) -> str:
    """``SHA256:…``, as ssh-keygen and clients show it."""
    return asyncssh.import_public_key(public).get_fingerprint()


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, fresh = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".new")  # 0600
    try:
        with open(descriptor, "wb") as file:
            file.write(asyncssh.generate_private_key("ssh-ed25519").export_private_key())
        with suppress(FileExistsError):  # somebody else was first: theirs it is
            os.link(fresh, path)
    finally:
        os.unlink(fresh)
