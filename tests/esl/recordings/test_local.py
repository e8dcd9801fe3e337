"""What the switch worker does of itself: local folders, and messages that are heard."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from esl.models import Node
from esl.recordings import local
from esl.recordings.models import DELETED, Recording
from seatyard import clock
from seatyard.db import db
from seatyard.errors import SwitchError
from tenants.models import Tenant
from tests.factories import CdrRecordFactory, RecordingFactory

from . import sounds

LEG = "0f6c0f5e-98f1-4f0e-8a5e-3d7a86a2f7aa"


def test_the_worker_takes_in_the_folders_of_this_machine(
    app: Flask, acme: Tenant, fs1: Node, tmp_path: Path
) -> None:
    disk = tmp_path / "disk"
    file = disk / "recordings" / str(acme.id) / f"{LEG}.wav"
    file.parent.mkdir(parents=True)
    file.write_bytes(sounds.wav(40))
    os.utime(file, (time.time() - 60,) * 2)
    CdrRecordFactory(node=fs1, uuid=LEG)
    db.session.commit()
    folders = {"fs1": disk, "fs9": tmp_path}
    object.__setattr__(app.extensions["settings"], "node_folders", folders)
    breaths: list[int] = []
    local.take_all(lambda: breaths.append(1))
    assert not file.exists()
    assert db.session.scalars(select(Recording)).one().length_ms == 40_000
    assert len(breaths) > 10  # others could run meanwhile


@pytest.fixture
def messages(acme: Tenant, fs1: Node) -> dict[str, Recording]:
    usual = {"tenant": acme, "node": fs1, "kind": "voicemail", "mailbox": "queue-5"}
    made = {
        "new": RecordingFactory(**usual, leg_uuid="leg-new"),
        "heard": RecordingFactory(**usual, leg_uuid="leg-heard", heard_at=clock.now()),
        "deleted": RecordingFactory(**usual, leg_uuid="leg-deleted", state=DELETED),
        "long": RecordingFactory(**usual, leg_uuid="leg-long", heard_at=clock.now() - timedelta(days=8)),
        "removed": RecordingFactory(**usual, leg_uuid="leg-removed", removed_at=clock.now()),
        "again": RecordingFactory(**usual, leg_uuid="leg-again", told_heard=True),
        "nameless": RecordingFactory(**usual, leg_uuid=None, heard_at=clock.now()),
    }
    RecordingFactory(tenant=acme, node=fs1, heard_at=clock.now())
    db.session.commit()
    return made


def test_the_node_is_told_of_messages_that_wait_no_more(messages: dict[str, Recording], fs1: Node) -> None:
    told: list[str] = []
    assert local.clear_messages(fs1.id, told.append) is False
    assert sorted(told) == [
        "vm_delete queue-5@acme.test leg-deleted",
        "vm_delete queue-5@acme.test leg-long",
        "vm_delete queue-5@acme.test leg-removed",
        "vm_read queue-5@acme.test read leg-heard",
        "vm_read queue-5@acme.test unread leg-again",
    ]
    assert (messages["heard"].cleared_at, messages["heard"].told_heard) == (None, True)
    assert messages["long"].cleared_at is not None
    left = set(db.session.scalars(select(Recording.leg_uuid).filter_by(kind="voicemail")))
    assert left == {"leg-new", "leg-heard", "leg-long", "leg-removed", "leg-again", None}
    local.clear_messages(fs1.id, told.append)
    assert len(told) == 5


def test_while_the_node_does_not_answer_it_is_told_later(messages: dict[str, Recording], fs1: Node) -> None:
    def away(command: str) -> None:
        raise SwitchError("the Event Socket is down")

    with pytest.raises(SwitchError):
        local.clear_messages(fs1.id, away)
    told: list[str] = []
    assert local.clear_messages(fs1.id, told.append, most=1) is True
    assert local.clear_messages(fs1.id, told.append) is False
    assert len(told) == 5
