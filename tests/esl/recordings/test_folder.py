"""A node's folder: what is ready is taken and goes, what may still be written stays."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from esl.models import Node
from esl.recordings import folder, intake
from esl.recordings.folder import Swept
from esl.recordings.located import located
from esl.recordings.models import Recording
from seatyard import clock, findings
from seatyard.db import db
from tenants.models import Tenant
from tests.factories import CdrRecordFactory, HangupFactory

from . import sounds

LEG = "0f6c0f5e-98f1-4f0e-8a5e-3d7a86a2f7aa"
MESSAGE = "5b7f1d64-3a0f-4a65-92b5-8a4b6b6b1c1d"
NOW = datetime(2026, 3, 2, 3, tzinfo=UTC)


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    place = tmp_path / "disk"
    place.mkdir()
    return place


def lay(disk: Path, path: str, raw: bytes, age: float = 60) -> Path:
    """A file of the node, last written ``age`` seconds before NOW."""
    file = disk / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(raw)
    written = NOW.timestamp() - age
    os.utime(file, (written, written))
    return file


def talk(tenant: Tenant, leg: str = LEG) -> str:
    return f"recordings/{tenant.id}/{leg}.wav"


def swept(disk: Path, node: Node) -> Swept:
    with clock.frozen(NOW):
        return folder.sweep(disk, node.id, node.name)


def ended(node: Node, leg: str = LEG) -> None:
    CdrRecordFactory(node=node, uuid=leg)
    db.session.commit()


def test_a_finished_talk_is_taken_and_its_plain_file_goes(acme: Tenant, fs1: Node, disk: Path) -> None:
    file = lay(disk, talk(acme), sounds.wav(3))
    ended(fs1)
    assert dict(swept(disk, fs1).outcomes) == {intake.TAKEN: 1}
    row = db.session.scalars(select(Recording)).one()
    assert (row.tenant_id, row.leg_uuid, row.source) == (acme.id, LEG, talk(acme))
    assert row.ended_at == NOW - timedelta(seconds=60)
    assert not file.exists()
    assert swept(disk, fs1).outcomes.total() == 0


def test_a_hang_up_that_was_heard_will_do(acme: Tenant, fs1: Node, disk: Path) -> None:
    """While the web server is away no record comes in."""
    lay(disk, talk(acme), sounds.wav(3))
    HangupFactory(node=fs1, uuid=LEG)
    db.session.commit()
    assert dict(swept(disk, fs1).outcomes) == {intake.TAKEN: 1}


@pytest.mark.parametrize(
    ("raw", "age", "over", "outcome"),
    [
        (sounds.wav(3), 1, True, "waiting"),  # written a moment ago
        (sounds.wav(3), 60, False, "waiting"),  # closed, but the call goes on: it may be appended to
        (sounds.wav(3), 3700, False, "taken"),  # its record never came
        (sounds.unclosed(3), 60, False, "waiting"),
        (sounds.unclosed(3), 20, True, "waiting"),  # the switch closes it any moment
        (sounds.unclosed(3), 3700, False, "waiting"),
        (sounds.wav(0), 60, False, "waiting"),  # somebody waits in a queue
        (sounds.wav(0), 60, True, "empty"),
        (sounds.unclosed(0), 90_000, False, "empty"),
    ],
)
def test_when_a_file_is_ready(
    acme: Tenant, fs1: Node, disk: Path, raw: bytes, age: float, over: bool, outcome: str
) -> None:
    file = lay(disk, talk(acme), raw, age)
    if over:
        ended(fs1)
    assert dict(swept(disk, fs1).outcomes) == {outcome: 1}
    assert file.exists() is (outcome == "waiting")


@pytest.mark.parametrize(("age", "over"), [(90_000, False), (60, True)])
def test_what_a_crash_left_is_closed_and_taken(
    acme: Tenant, fs1: Node, disk: Path, age: float, over: bool
) -> None:
    lay(disk, talk(acme), sounds.unclosed(3), age)
    if over:
        ended(fs1)
    assert dict(swept(disk, fs1).outcomes) == {"waiting": 1}
    if not over:  # closed now, and old enough
        assert dict(swept(disk, fs1).outcomes) == {"taken": 1}
    else:
        assert dict(swept(disk, fs1).outcomes) == {"taken": 1}
    row = db.session.scalars(select(Recording)).one()
    assert (row.length_ms, row.ended_at) == (3000, NOW - timedelta(seconds=age))


def test_stopped_after_the_commit_the_plain_file_goes_at_the_next_time(
    acme: Tenant, fs1: Node, disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = lay(disk, talk(acme), sounds.wav(3))
    ended(fs1)

    def stopped(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(folder.os, "unlink", stopped)
        with pytest.raises(KeyboardInterrupt):
            swept(disk, fs1)
    assert file.exists()
    assert dict(swept(disk, fs1).outcomes) == {intake.KNOWN: 1}
    assert not file.exists()


def test_a_file_that_grew_meanwhile_stays(
    acme: Tenant, fs1: Node, disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = lay(disk, talk(acme), sounds.wav(3))
    ended(fs1)
    take = intake.take

    def grows(*arguments: Any) -> str:
        outcome = take(*arguments)
        file.write_bytes(sounds.wav(4))
        return outcome

    monkeypatch.setattr(intake, "take", grows)
    swept(disk, fs1)
    assert file.exists()


def test_a_message_knows_its_mailbox_and_its_caller(acme: Tenant, fs1: Node, disk: Path) -> None:
    lay(disk, f"storage/voicemail/acme.test/queue-5/msg_{MESSAGE}.{LEG}.wav", sounds.wav(4))
    lay(disk, f"storage/voicemail/acme.test/1001/msg_{MESSAGE}.wav", sounds.wav(2), age=3700)
    ended(fs1)
    assert dict(swept(disk, fs1).outcomes) == {intake.TAKEN: 2}
    rows = db.session.scalars(select(Recording).order_by(Recording.length_ms)).all()
    assert [(row.kind, row.tenant_id, row.mailbox, row.leg_uuid, row.heard_at) for row in rows] == [
        ("voicemail", acme.id, "1001", None, None),
        ("voicemail", acme.id, "queue-5", LEG, None),
    ]


def test_a_message_stays_where_the_node_plays_it_and_is_taken_once(
    acme: Tenant, fs1: Node, disk: Path
) -> None:
    file = lay(disk, f"storage/voicemail/acme.test/queue-5/msg_{MESSAGE}.{LEG}.wav", sounds.wav(4))
    ended(fs1)
    assert dict(swept(disk, fs1).outcomes) == {intake.TAKEN: 1}
    assert file.exists()
    assert dict(swept(disk, fs1).outcomes) == {}
    file.unlink()  # the switch has deleted it
    assert dict(swept(disk, fs1).outcomes) == {}
    assert list(file.parent.iterdir()) == []


@pytest.mark.parametrize("before", [True, False])
def test_a_message_that_was_deleted_by_telephone_is_the_same_one(
    acme: Tenant, fs1: Node, disk: Path, before: bool
) -> None:
    file = lay(disk, f"storage/voicemail/acme.test/queue-5/msg_{MESSAGE}.{LEG}.wav", sounds.wav(4))
    ended(fs1)
    if before:
        swept(disk, fs1)
    file.rename(file.with_name(f"gone_{MESSAGE}.{LEG}.wav"))
    assert dict(swept(disk, fs1).outcomes) == {intake.KNOWN if before else intake.TAKEN: 1}
    assert list(file.parent.iterdir()) == []
    assert db.session.scalars(select(Recording)).one().source.endswith(f"/msg_{MESSAGE}.{LEG}.wav")


def test_two_tenants_files_go_to_their_own(acme: Tenant, beta: Tenant, fs1: Node, disk: Path) -> None:
    for tenant, seconds in ((acme, 1), (beta, 2)):
        lay(disk, talk(tenant), sounds.wav(seconds))
        lay(disk, f"storage/voicemail/{tenant.domain}/1001/msg_{MESSAGE}.{LEG}.wav", sounds.wav(seconds))
    ended(fs1)
    swept(disk, fs1)
    rows = db.session.scalars(select(Recording)).all()
    assert sorted((row.tenant_id, row.kind, row.length_ms) for row in rows) == sorted(
        (tenant.id, kind, ms) for tenant, ms in ((acme, 1000), (beta, 2000)) for kind in ("call", "voicemail")
    )


def test_what_cannot_be_taken_stays_and_is_named(acme: Tenant, fs1: Node, disk: Path, command) -> None:
    strange = lay(disk, f"recordings/9999/{LEG}.wav", sounds.wav(1))
    broken = lay(disk, talk(acme), b"this is no audio at all, whatever its name")
    ended(fs1)
    with clock.frozen(NOW):
        result = command("recordings", "take", str(disk), "--node", "fs1", "--json")
    left = json.loads(result.stdout)["left"]
    assert "of no tenant that there is" in left[f"recordings/9999/{LEG}.wav"]
    assert "not a WAV file" in left[talk(acme)]
    assert strange.exists()
    assert broken.exists()
    assert {f.key for f in findings.still_open(folder.LEFT)} == {f"fs1/{path}" for path in left}


def test_other_files_and_links_are_left_alone(acme: Tenant, fs1: Node, disk: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.wav"
    secret.write_bytes(sounds.wav(1))
    lay(disk, f"recordings/{acme.id}/notes.txt", b"hello")
    mark = lay(disk, f"recordings/{acme.id}/notes.taken", b"not ours")
    lay(disk, "recordings/house/x.wav", sounds.wav(1))
    lay(disk, "storage/voicemail/acme.test/1001/greeting_1.wav", sounds.wav(1))
    (disk / f"recordings/{acme.id}/{LEG}.wav").symlink_to(secret)
    assert folder.files(disk) == []
    assert mark.exists()


@pytest.mark.parametrize(
    "path",
    [
        "recordings/../1/x.wav",
        "recordings/01/x.wav",
        "recordings/1/sub/x.wav",
        "recordings/1/x.wav\n",
        "recordings/1/.wav",
        "storage/voicemail/../msg_x.wav",
        f"storage/voicemail/acme.test/../msg_{MESSAGE}.wav",
        "recordings/1/x\0.wav",
        "1/x.wav",
    ],
)
def test_paths_that_mean_nothing(path: str) -> None:
    assert located(path) is None


def test_the_command_tells(acme: Tenant, fs1: Node, disk: Path, command, app: Flask) -> None:
    lay(disk, talk(acme), sounds.wav(3))
    ended(fs1)
    with clock.frozen(NOW):
        assert command("recordings", "take", str(disk)).stdout == (
            "1 taken in, 0 known already, 0 still written, 0 left\n"
        )
    assert "no such folder" in command("recordings", "take", str(disk / "nowhere")).stderr
