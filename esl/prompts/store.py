"""The sounds themselves: files in the instance's folder, a folder a tenant, named by their sha-256."""

from __future__ import annotations

import hashlib
from pathlib import Path

from flask import current_app

from seatyard.app import settings_of
from seatyard.errors import NotFound
from seatyard.files import write

from ..flows.prompts import HOUSE


def owner(tenant_id: int | None) -> str:
    """The name of a tenant's folder, or the house's."""
    return HOUSE if tenant_id is None else str(tenant_id)


def hashed(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def put(tenant_id: int | None, content: bytes) -> str:
    """Keep a sound; its sha-256. The same sound again changes nothing."""
    sha256 = hashed(content)
    path = _path(tenant_id, sha256)
    if not path.exists():
        write(path, content)
    return sha256


def get(tenant_id: int | None, sha256: str) -> bytes:
    """A sound as it was kept; NotFound when it is gone or was damaged."""
    path = _path(tenant_id, sha256)
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        content = b""
    if hashed(content) != sha256:
        raise NotFound("the sound is not in the store, or damaged", where=str(path))
    return content


def has(tenant_id: int | None, sha256: str) -> bool:
    return _path(tenant_id, sha256).exists()


def drop(tenant_id: int | None, sha256: str) -> None:
    _path(tenant_id, sha256).unlink(missing_ok=True)


def _path(tenant_id: int | None, sha256: str) -> Path:
    home = settings_of(current_app._get_current_object()).home  # type: ignore[attr-defined]
    return home / "prompts" / owner(tenant_id) / f"{sha256}.wav"
