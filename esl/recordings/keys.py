"""Tenants' data keys: wrapped by the operator's master key, replaceable, destroyable.

The master key is a secret file beside the database, never in it (``SEATYARD_RECORDINGS_KEY_FILE``): who
has only one of the two can open nothing. A data key that is destroyed takes with it everything that
was sealed with it, wherever copies of the sealed files may lie.
"""

from __future__ import annotations

import base64
import hashlib
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app
from sqlalchemy import select

from seatyard import clock
from seatyard.app import settings_of
from seatyard.config import kept_secret
from seatyard.db import db, insert
from seatyard.errors import Conflict, InvalidInput, NotFound

from . import holds
from .errors import KeyGone
from .models import RecordingKey
from .sealed import KEY_BYTES

NONCE = 12


def current(tenant_id: int) -> tuple[int, bytes]:
    """The version and key that new recordings of this tenant are sealed with; made at the first need.

    In the caller's transaction: commit before anything is sealed with it.
    """
    latest = _latest(tenant_id)
    if latest is None or latest.wrapped is None:
        latest = _make(tenant_id, latest.version + 1 if latest else 1)
    return latest.version, _unwrapped(latest)


def of_version(tenant_id: int, version: int) -> bytes:
    """The key that an older recording was sealed with. Raises KeyGone once it is destroyed."""
    key = db.session.get(RecordingKey, (tenant_id, version))
    if key is None:
        raise NotFound(f"no key of version {version}", where=f"tenant {tenant_id}")
    return _unwrapped(key)


def rotate(tenant_id: int) -> int:
    """Seal what comes from now on with a new key; what is there keeps its own. The new version."""
    latest = _latest(tenant_id)
    version = _make(tenant_id, latest.version + 1 if latest else 1).version
    db.session.commit()
    return version


def destroy(tenant_id: int, reason: str, by: str) -> list[int]:
    """Destroy every key of the tenant: what was sealed with them can never be opened again. The versions.

    Conflict while a legal hold stands.
    """
    if not reason.strip():
        raise InvalidInput("keys are destroyed for a reason", where="--reason", allowed="words")
    holds.lock(tenant_id)
    if holds.standing(tenant_id):
        raise Conflict("a legal hold stands", where=f"tenant {tenant_id}", allowed="release it first")
    keys = db.session.scalars(
        select(RecordingKey).filter_by(tenant_id=tenant_id).where(RecordingKey.wrapped.is_not(None))
    ).all()
    for key in keys:
        key.wrapped, key.destroyed_at, key.destroyed_by, key.reason = None, clock.now(), by, reason
    db.session.commit()
    return sorted(key.version for key in keys)


def rewrap(old_file: Path) -> int:
    """Wrap with the master key of the settings every key that the one in ``old_file`` wraps; how many."""
    old, new = _read(old_file), master_key()
    query = select(RecordingKey).where(
        RecordingKey.wrapped.is_not(None), RecordingKey.master == fingerprint(old)
    )
    keys = db.session.scalars(query.with_for_update()).all()
    for key in keys:
        key.wrapped = _wrapped(_unwrapped(key, old), key.tenant_id, key.version, new)
        key.master = fingerprint(new)
    db.session.commit()
    return len(keys)


def versions(tenant_id: int) -> list[RecordingKey]:
    """All keys that the tenant ever had, the first ones first."""
    query = select(RecordingKey).filter_by(tenant_id=tenant_id).order_by(RecordingKey.version)
    return list(db.session.scalars(query))


def master_key() -> bytes:
    """The operator's, from its file, which is made at the first need."""
    path = settings_of(current_app._get_current_object()).recordings_key_file  # type: ignore[attr-defined]
    kept_secret(path)
    return _read(path)


def fingerprint(master: bytes) -> str:
    return hashlib.sha256(master).hexdigest()[:16]


def _latest(tenant_id: int) -> RecordingKey | None:
    query = select(RecordingKey).filter_by(tenant_id=tenant_id).order_by(RecordingKey.version.desc())
    return db.session.scalars(query.limit(1)).first()


def _make(tenant_id: int, version: int) -> RecordingKey:
    """That version, ours or that of whoever came first."""
    master = master_key()
    wrapped = _wrapped(os.urandom(KEY_BYTES), tenant_id, version, master)
    made = {"wrapped": wrapped, "master": fingerprint(master), "made_at": clock.now()}
    first = insert(RecordingKey).values(tenant_id=tenant_id, version=version, **made)
    db.session.execute(first.on_conflict_do_nothing())
    found = db.session.get(RecordingKey, (tenant_id, version), populate_existing=True)
    assert found is not None
    return found


def _wrapped(key: bytes, tenant_id: int, version: int, master: bytes) -> str:
    nonce = os.urandom(NONCE)
    sealed = AESGCM(master).encrypt(nonce, key, _beside(tenant_id, version))
    return base64.b64encode(nonce + sealed).decode()


def _unwrapped(key: RecordingKey, master: bytes | None = None) -> bytes:
    if key.wrapped is None:
        raise KeyGone(f"its key was destroyed on {key.destroyed_at:%Y-%m-%d}", where=f"key {key.version}")
    master = master or master_key()
    raw = base64.b64decode(key.wrapped)
    try:
        return AESGCM(master).decrypt(raw[:NONCE], raw[NONCE:], _beside(key.tenant_id, key.version))
    except InvalidTag:
        raise InvalidInput(
            f"this master key ({fingerprint(master)}) does not open the tenant's",
            where="SEATYARD_RECORDINGS_KEY_FILE",
            allowed=f"the key {key.master}",
        ) from None


def _beside(tenant_id: int, version: int) -> bytes:
    """So that a wrapped key moved to another row opens nothing."""
    return f"{tenant_id}/{version}".encode()


def _read(path: Path) -> bytes:
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError) as error:
        raise InvalidInput(f"cannot be read: {error}", where=str(path)) from None
    if len(key) != KEY_BYTES:
        raise InvalidInput("not a master key", where=str(path), allowed="64 hexadecimal digits")
    return key
