"""Tenants' keys: one each, replaceable, destroyable; useless without the master key."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from esl.recordings import holds, keys
from esl.recordings.errors import KeyGone
from esl.recordings.models import RecordingKey
from seatyard.app import settings_of
from seatyard.db import db
from seatyard.errors import Conflict, InvalidInput
from tenants.models import Tenant


def test_every_tenant_has_a_key_of_its_own(acme: Tenant, beta: Tenant) -> None:
    version, key = keys.current(acme.id)
    assert (version, len(key)) == (1, 32)
    assert keys.current(acme.id) == (1, key)
    assert keys.current(beta.id)[1] != key


def test_the_database_alone_opens_nothing(acme: Tenant, app: Flask) -> None:
    _, key = keys.current(acme.id)
    row = db.session.scalars(select(RecordingKey)).one()
    assert row.wrapped is not None
    assert key.hex() not in row.wrapped
    path = settings_of(app).recordings_key_file
    assert path.stat().st_mode & 0o777 == 0o600
    path.write_text("0" * 64)
    with pytest.raises(InvalidInput, match="does not open the tenant's"):
        keys.current(acme.id)


def test_a_wrapped_key_is_of_no_use_to_another_tenant(acme: Tenant, beta: Tenant) -> None:
    keys.current(acme.id)
    keys.current(beta.id)
    mine, other = (db.session.get(RecordingKey, (one.id, 1)) for one in (acme, beta))
    assert mine is not None
    assert other is not None
    other.wrapped = mine.wrapped
    with pytest.raises(InvalidInput):
        keys.current(beta.id)


def test_after_a_rotation_the_older_key_still_opens(acme: Tenant) -> None:
    _, first = keys.current(acme.id)
    assert keys.rotate(acme.id) == 2
    version, second = keys.current(acme.id)
    assert version == 2
    assert second != first
    assert keys.of_version(acme.id, 1) == first


def test_destroyed_keys_are_gone_for_good(acme: Tenant, beta: Tenant, command) -> None:
    keys.current(acme.id)
    _, others = keys.current(beta.id)
    keys.rotate(acme.id)
    db.session.commit()
    done = command("recordings", "key", "destroy", "acme", "--reason", "left", "--by", "ops", "--yes")
    assert done.output == "acme: destroyed 1, 2\n", done.output
    with pytest.raises(KeyGone, match="destroyed on"):
        keys.of_version(acme.id, 1)
    rows = db.session.scalars(select(RecordingKey).filter_by(tenant_id=acme.id)).all()
    assert {(row.wrapped, row.destroyed_by, row.reason) for row in rows} == {(None, "ops", "left")}
    assert keys.current(beta.id)[1] == others
    assert keys.current(acme.id)[0] == 3


def test_a_legal_hold_keeps_the_keys(acme: Tenant) -> None:
    keys.current(acme.id)
    holds.hold(acme.id, None, "a court asks", "ops")
    with pytest.raises(Conflict, match="legal hold"):
        keys.destroy(acme.id, "left", "ops")
    assert keys.versions(acme.id)[0].wrapped is not None


def test_the_master_key_is_replaced(acme: Tenant, beta: Tenant, app: Flask, tmp_path: Path, command) -> None:
    before = [keys.current(one.id) for one in (acme, beta)]
    db.session.commit()
    path = settings_of(app).recordings_key_file
    old = path.rename(tmp_path / "old.key")
    done = command("recordings", "key", "rewrap", "--old-key-file", str(old))
    assert done.output == "2 keys rewrapped\n", done.output
    assert [keys.current(one.id) for one in (acme, beta)] == before
    again = command("recordings", "key", "rewrap", "--old-key-file", str(old))
    assert again.output == "0 keys rewrapped\n"


@pytest.mark.parametrize("text", ["", "secret", "00" * 31, "zz" * 32])
def test_what_is_no_master_key(acme: Tenant, app: Flask, text: str) -> None:
    settings_of(app).recordings_key_file.write_text(text)
    with pytest.raises(InvalidInput, match=r"recordings\.key"):
        keys.current(acme.id)
