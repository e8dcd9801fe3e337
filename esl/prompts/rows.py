"""Rows of prompts, and the sounds that no row needs any more."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from seatyard import clock
from seatyard.db import db, insert
from seatyard.sound import wav

from . import store
from .models import UPLOAD, StoredPrompt


def find(tenant_id: int | None, name: str) -> StoredPrompt | None:
    return db.session.scalar(select(StoredPrompt).filter_by(tenant_id=tenant_id, name=name))


def put(
    tenant_id: int | None, name: str, sound: bytes, *, source: str, text: str, voice: str = ""
) -> str | None:
    """Keep the WAV file ``sound`` under ``name``; the sha-256 of what was there before, for ``forget``.

    Nothing but an upload takes the place of an upload. The caller commits; several may do the same at
    once.
    """
    columns: dict[str, Any] = {
        "source": source,
        "text": text,
        "voice": voice,
        "sha256": store.put(tenant_id, sound),
        "size": len(sound),
        "milliseconds": round(wav.header(sound).seconds * 1000),
        "changed_at": clock.now(),
    }
    here = select(StoredPrompt.sha256).filter_by(tenant_id=tenant_id, name=name)
    before = db.session.scalar(here)
    if before is None:
        first = insert(StoredPrompt).values(tenant_id=tenant_id, name=name, **columns)
        db.session.execute(first.on_conflict_do_nothing())
    again = update(StoredPrompt).filter_by(tenant_id=tenant_id, name=name)
    if source != UPLOAD:
        again = again.where(StoredPrompt.source != UPLOAD)
    db.session.execute(again.values(columns), execution_options={"synchronize_session": "fetch"})
    return before


def forget(tenant_id: int | None, sha256: str | None) -> None:
    """Let go a sound that no row of its owner has any more; call it after the commit."""
    if sha256 is None:
        return
    still = select(StoredPrompt.id).filter_by(tenant_id=tenant_id, sha256=sha256).limit(1)
    if db.session.scalar(still) is None:
        store.drop(tenant_id, sha256)
