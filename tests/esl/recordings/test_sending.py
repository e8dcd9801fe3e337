"""Recordings of a node on another machine: sent over HTTP, taken in before they are let go."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from esl.models import Node
from esl.recordings import api, send
from esl.recordings.models import Recording
from seatyard import clock, findings
from seatyard.db import db
from seatyard.identity.nodes import token_for
from tenants.models import Tenant
from tests.factories import CdrRecordFactory, ConversationFactory, LegFactory, NodeFactory, TenantFactory
from tests.support.web import served

from . import sounds

LEG = "0f6c0f5e-98f1-4f0e-8a5e-3d7a86a2f7aa"
SOUND = sounds.wav(3)


def path_of(tenant: Tenant, leg: str = LEG) -> str:
    return f"recordings/{tenant.id}/{leg}.wav"


def digest(raw: bytes) -> str:
    return f"sha-256=:{base64.b64encode(hashlib.sha256(raw).digest()).decode()}:"


def put(client: FlaskClient, path: str, raw: bytes = SOUND, age: float = 60, **more: Any) -> TestResponse:
    usual: dict[str, Any] = {
        "auth": ("fs1", token_for("fs1", "test")),
        "headers": {"Content-Digest": digest(raw)},
    }
    ended = time.time() - age
    return client.put(f"/switch/fs1/files/{path}?ended={ended:.6f}", data=raw, **usual | more)


@pytest.fixture
def over(fs1: Node) -> None:
    """The call of the leg has ended."""
    CdrRecordFactory(node=fs1, uuid=LEG)
    db.session.commit()


def test_a_file_is_taken_in_and_known_when_it_comes_again(
    client: FlaskClient, acme: Tenant, over: None
) -> None:
    first = put(client, path_of(acme))
    assert (first.status_code, first.json) == (200, {"recording": "taken"})
    row = db.session.scalars(select(Recording)).one()
    assert (row.tenant_id, row.leg_uuid, row.sha256) == (acme.id, LEG, hashlib.sha256(SOUND).hexdigest())
    assert 59 < (row.taken_at - row.ended_at).total_seconds() < 70
    assert put(client, path_of(acme)).json == {"recording": "known"}


def test_what_may_still_be_written_is_not_taken(client: FlaskClient, acme: Tenant) -> None:
    refused = put(client, path_of(acme))
    assert (refused.status_code, refused.json["error"]["kind"]) == (409, "NotYet")
    assert put(client, path_of(acme), age=3700).status_code == 200


def test_what_a_crash_left_is_closed_on_the_way(client: FlaskClient, acme: Tenant) -> None:
    assert put(client, path_of(acme), sounds.unclosed(3), age=90_000).json == {"recording": "taken"}
    row = db.session.scalars(select(Recording)).one()
    assert row.sha256 == hashlib.sha256(SOUND).hexdigest()


def test_a_mangled_body_is_refused(client: FlaskClient, acme: Tenant, over: None) -> None:
    mangled = put(client, path_of(acme), headers={"Content-Digest": digest(b"something else")})
    assert (mangled.status_code, mangled.json["error"]["where"]) == (400, "Content-Digest")
    for header in ("", "sha-256=:!:", "md5=:AAAA:"):
        assert put(client, path_of(acme), headers={"Content-Digest": header}).status_code == 400
    assert db.session.scalars(select(Recording)).all() == []


def test_the_size_is_limited(client: FlaskClient, acme: Tenant, over: None, app: Flask) -> None:
    object.__setattr__(app.extensions["settings"], "recording_limit", 1000)
    assert put(client, path_of(acme)).status_code == 413
    chunked = put(
        client, path_of(acme), environ_overrides={"CONTENT_LENGTH": "", "wsgi.input_terminated": True}
    )
    assert chunked.status_code == 413


@pytest.mark.parametrize("ended", ["", "soon", "1e400", "99999999999"])
def test_when_it_was_written_must_make_sense(client: FlaskClient, acme: Tenant, ended: str) -> None:
    address = f"/switch/fs1/files/{path_of(acme)}?ended={ended}"
    refused = client.put(address, data=SOUND, auth=("fs1", token_for("fs1", "test")))
    assert (refused.status_code, refused.json["error"]["where"]) == (400, "ended")


@pytest.mark.parametrize("path", ["recordings/1/../2/x.wav", "etc/passwd", "recordings/x/y.wav"])
def test_only_recordings_are_taken(client: FlaskClient, acme: Tenant, path: str) -> None:
    assert put(client, path).status_code in (400, 404)


def test_a_stranger_or_another_node_is_refused(client: FlaskClient, acme: Tenant, over: None) -> None:
    NodeFactory(name="fs2")
    db.session.commit()
    for auth in (("fs1", "wrong"), ("fs2", token_for("fs2", "test"))):
        assert put(client, path_of(acme), auth=auth).status_code == 401
    assert client.put(f"/switch/fs1/files/{path_of(acme)}").status_code == 401


def test_a_node_sends_nothing_of_a_tenant_that_it_does_not_have(client: FlaskClient, acme: Tenant) -> None:
    other = TenantFactory(name="other")
    db.session.commit()
    refused = put(client, path_of(other), age=4000)
    assert refused.status_code == 403
    assert [f.tenant_id for f in findings.still_open(api.NOT_ITS_TENANT)] == [other.id]


def test_a_tenant_that_moved_still_gets_what_lies_on_its_old_node(client: FlaskClient, fs1: Node) -> None:
    moved = TenantFactory(name="moved")
    call = ConversationFactory(tenant=moved, node=fs1, started_at=clock.now() - timedelta(minutes=2))
    LegFactory(conversation=call, uuid=LEG)
    CdrRecordFactory(node=fs1, uuid=LEG)
    db.session.commit()
    assert put(client, path_of(moved)).status_code == 200


# The program on the node


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    place = tmp_path / "disk"
    (place / "recordings").mkdir(parents=True)
    return place


def lay(disk: Path, path: str, raw: bytes = SOUND, age: float = 60) -> Path:
    file = disk / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(raw)
    os.utime(file, (time.time() - age,) * 2)
    return file


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    db.session.commit()
    with served(app) as where:
        yield f"{where}/switch/fs1/files"


def sent_to(address: str, disk: Path, token: str = "") -> send.Sent:
    db.session.rollback()  # the test itself must not hold what the server wants to write
    remote = send.Remote(address, "fs1", token or token_for("fs1", "test"))
    return send.send(disk, remote, time.time())


def test_what_is_sent_goes(acme: Tenant, over: None, disk: Path, address: str) -> None:
    talk, waits = lay(disk, path_of(acme)), lay(disk, path_of(acme, "other"), sounds.unclosed(1))
    message = "storage/voicemail/acme.test/1001/msg_5b7f1d64-3a0f-4a65-92b5-8a4b6b6b1c1d"
    left = lay(disk, f"{message}.{LEG}.wav", sounds.wav(2))
    sent = sent_to(address, disk)
    assert (sorted(sent.kept), sent.waiting, sent.failed) == (
        sorted([path_of(acme), f"{message}.{LEG}.wav"]),
        [path_of(acme, "other")],
        {},
    )
    assert [talk.exists(), left.exists(), waits.exists()] == [False, True, True]  # a box keeps its messages
    assert sent_to(address, disk).kept == []
    db.session.rollback()
    assert {row.kind for row in db.session.scalars(select(Recording))} == {"call", "voicemail"}


def test_what_is_refused_or_not_answered_stays(acme: Tenant, over: None, disk: Path, address: str) -> None:
    talk, strange = lay(disk, path_of(acme), age=100), lay(disk, "recordings/999/x.wav", age=90)
    sent = sent_to(address, disk)
    assert (sent.kept, list(sent.failed)) == ([path_of(acme)], ["recordings/999/x.wav"])
    assert "of no tenant" in sent.failed["recordings/999/x.wav"]
    lay(disk, path_of(acme))
    assert list(sent_to(address, disk, "wrong").failed) == ["recordings/999/x.wav"]
    assert list(sent_to("http://127.0.0.1:9", disk).failed) == ["recordings/999/x.wav"]
    assert strange.exists()
    assert talk.exists()


def test_the_program_runs_with_python_alone(acme: Tenant, over: None, disk: Path, address: str) -> None:
    conf = disk.parent / "conf"
    conf.mkdir()
    program = Path(send.__file__).read_text()
    (conf / "send-recordings").write_text(program)
    known = {"url": address, "node": "fs1", "token": token_for("fs1", "test")}
    (conf / "send-recordings.json").write_text(json.dumps(known))
    talk = lay(disk, path_of(acme))
    command = [sys.executable, "-I", "-S", str(conf / "send-recordings"), str(conf), str(disk)]
    db.session.rollback()
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert not talk.exists()
