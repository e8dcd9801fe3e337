"""A plain file becomes a sealed recording: once, verified, whatever happens on the way."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from esl.recordings import intake, keys, stores
from esl.recordings.errors import Damaged, KeyGone, StoreFailed
from esl.recordings.models import DELETING, Recording
from seatyard.db import db
from seatyard.errors import InvalidInput
from tenants.models import Tenant

from . import sounds
from .conftest import MORNING, source

SOUND = sounds.wav(5)


def take(tenant: Tenant, raw: bytes = SOUND, **columns: Any) -> str:
    return intake.take(io.BytesIO(raw), len(raw), source(tenant, **columns))


def only() -> Recording:
    db.session.rollback()
    return db.session.scalars(select(Recording)).one()


def test_it_is_sealed_in_the_tenants_folder_and_opens_as_it_was(acme: Tenant, vault: Path) -> None:
    assert take(acme) == intake.TAKEN
    row = only()
    assert (row.kind, row.leg_uuid, row.length_ms, row.bytes) == ("call", "leg-1", 5000, len(SOUND))
    assert (row.ended_at, (row.ended_at - row.started_at).total_seconds()) == (MORNING, 5)
    assert row.sha256 == hashlib.sha256(SOUND).hexdigest()
    (kept,) = [path for path in vault.rglob("*") if path.is_file()]
    assert kept.relative_to(vault).as_posix() == f"{acme.id}/2026/03/02/{row.id}.sealed"
    assert SOUND[100:164] not in kept.read_bytes()
    assert io.BufferedReader(intake.opened(row)).read() == SOUND


def test_again_it_is_known(acme: Tenant, vault: Path) -> None:
    take(acme)
    assert take(acme) == intake.KNOWN
    assert len([path for path in vault.rglob("*") if path.is_file()]) == 1


def test_another_content_under_the_same_name_is_another_recording(acme: Tenant) -> None:
    """A leg that was recorded, taken in, and recorded again."""
    take(acme)
    assert take(acme, sounds.wav(2)) == intake.TAKEN
    assert len(db.session.scalars(select(Recording)).all()) == 2


def test_stopped_before_the_commit_it_is_taken_at_the_next_time(
    acme: Tenant, monkeypatch: pytest.MonkeyPatch, vault: Path
) -> None:
    def stopped(_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(intake, "_keep", stopped)
        with pytest.raises(KeyboardInterrupt):
            take(acme)
    assert db.session.scalars(select(Recording)).all() == []
    assert take(acme) == intake.TAKEN
    assert len([path for path in vault.rglob("*") if path.is_file()]) == 1
    assert io.BufferedReader(intake.opened(only())).read() == SOUND


def test_what_was_stored_badly_is_not_taken(acme: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    store = stores.store()

    def half(name: str, pieces: Any, put: Any = store.put) -> None:
        put(name, list(pieces)[:-1])

    monkeypatch.setattr(store, "put", half)
    with pytest.raises(Damaged):
        take(acme, sounds.wav(20))
    assert db.session.scalars(select(Recording)).all() == []


def test_a_store_that_refuses(acme: Tenant, vault: Path) -> None:
    vault.write_text("no folder")
    with pytest.raises(StoreFailed):
        take(acme)
    assert db.session.scalars(select(Recording)).all() == []


def test_what_the_store_has_lost_is_put_there_again(acme: Tenant, vault: Path) -> None:
    take(acme)
    (vault / only().place).unlink()
    keys.rotate(acme.id)
    assert take(acme) == intake.TAKEN
    assert only().key_version == 2
    assert io.BufferedReader(intake.opened(only())).read() == SOUND


def test_what_is_being_deleted_does_not_come_back(acme: Tenant) -> None:
    take(acme)
    only().state = DELETING
    db.session.commit()
    assert take(acme) == intake.DELETED


def test_an_empty_one_is_none(acme: Tenant) -> None:
    assert take(acme, sounds.wav(0)) == intake.EMPTY
    assert db.session.scalars(select(Recording)).all() == []


@pytest.mark.parametrize("raw", [sounds.unclosed(3), b"not audio at all", b""])
def test_what_is_no_closed_recording_is_refused(acme: Tenant, raw: bytes) -> None:
    with pytest.raises(InvalidInput):
        take(acme, raw)


def test_without_its_key_it_never_opens_again(acme: Tenant) -> None:
    take(acme)
    keys.destroy(acme.id, "left", "ops")
    with pytest.raises(KeyGone):
        intake.opened(only())


def test_a_sealed_file_moved_to_another_tenant_does_not_open(acme: Tenant, beta: Tenant, vault: Path) -> None:
    take(acme)
    take(beta)
    db.session.rollback()
    mine, theirs = (
        db.session.scalars(select(Recording).filter_by(tenant_id=t.id)).one() for t in (acme, beta)
    )
    (vault / theirs.place).write_bytes((vault / mine.place).read_bytes())
    with pytest.raises(Damaged):
        intake.opened(theirs).read(1)
