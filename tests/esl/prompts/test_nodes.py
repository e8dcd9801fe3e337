"""Prompts on their way to the nodes: laid out on this machine, or pulled from another over HTTP."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.serving import make_server

from esl.models import Node
from esl.prompts import pull, service, store
from esl.prompts.bringing import bring
from esl.prompts.pull import Entry, lay_out
from seatyard import findings
from seatyard.db import db
from seatyard.identity.nodes import token_for
from tenants.models import Tenant
from tests.factories import NodeFactory, PlacementFactory, TenantFactory
from tests.support import sound

LIST = "/switch/fs1/prompts"


def auth(node: str = "fs1") -> dict[str, Any]:
    return {"auth": (node, token_for(node, "test"))}


def entry(file: str, content: bytes, **more: Any) -> Entry:
    return Entry(file, store.hashed(content), len(content), **more)


def laid(folder: Path, files: dict[str, bytes], **more: Any) -> pull.Done:
    return lay_out(
        folder, [entry(file, content, **more) for file, content in files.items()], lambda e: files[e.file]
    )


# On this machine


def test_only_what_changed_is_written(tmp_path: Path) -> None:
    assert laid(tmp_path, {"7/a.wav": b"a", "7/b.wav": b"b"}).written == ["7/a.wav", "7/b.wav"]
    before = (tmp_path / "7/a.wav").stat().st_ino
    again = laid(tmp_path, {"7/a.wav": b"a", "7/b.wav": b"B"})
    assert (again.written, again.removed) == (["7/b.wav"], [])
    assert (tmp_path / "7/b.wav").read_bytes() == b"B"
    assert (tmp_path / "7/a.wav").stat().st_ino == before


def test_a_file_in_use_is_replaced_not_rewritten(tmp_path: Path) -> None:
    laid(tmp_path, {"7/a.wav": b"old"})
    with (tmp_path / "7/a.wav").open("rb") as playing:
        laid(tmp_path, {"7/a.wav": b"new and longer"})
        assert playing.read() == b"old"
    assert [path.name for path in (tmp_path / "7").iterdir()] == ["a.wav"]


def test_what_is_wanted_no_more_goes_and_what_was_laid_by_hand_stays(tmp_path: Path) -> None:
    laid(tmp_path, {"7/a.wav": b"a"})
    (tmp_path / "7/mine.wav").write_bytes(b"mine")
    assert laid(tmp_path, {"8/b.wav": b"b"}).removed == ["7/a.wav"]
    assert (tmp_path / "7/mine.wav").exists()


def test_a_tone_does_not_take_the_place_of_what_was_laid_by_hand(tmp_path: Path) -> None:
    (tmp_path / "7").mkdir()
    (tmp_path / "7/a.wav").write_bytes(b"mine")
    assert laid(tmp_path, {"7/a.wav": b"tone"}, placeholder=True).written == []
    assert laid(tmp_path, {"7/a.wav": b"recording"}).written == ["7/a.wav"]


def test_a_file_that_was_tampered_with_or_lost_comes_back(tmp_path: Path) -> None:
    laid(tmp_path, {"7/a.wav": b"a", "7/b.wav": b"b"})
    (tmp_path / "7/a.wav").unlink()
    (tmp_path / "7/b.wav").write_bytes(b"cut short")
    assert laid(tmp_path, {"7/a.wav": b"a", "7/b.wav": b"b"}).written == ["7/a.wav", "7/b.wav"]


@pytest.mark.parametrize(
    "file", ["../a.wav", "/etc/a.wav", "7/../../a.wav", "a.wav", "7/.hidden", "7//a.wav"]
)
def test_no_path_leads_out_of_the_folder(tmp_path: Path, file: str) -> None:
    folder = tmp_path / "prompts"
    done = laid(folder, {file: b"x", "7/good.wav": b"good"})
    assert list(done.failed) == [file]
    assert done.written == ["7/good.wav"]
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == [
        ".laid-out.json",
        "good.wav",
    ]


def test_what_came_wrong_is_not_laid(tmp_path: Path) -> None:
    laid(tmp_path, {"7/a.wav": b"a"})
    done = lay_out(tmp_path, [entry("7/a.wav", b"new")], lambda _: b"something else")
    assert list(done.failed) == ["7/a.wav"]
    assert (tmp_path / "7/a.wav").read_bytes() == b"a"


def test_two_at_once_take_turns(tmp_path: Path) -> None:
    files = {f"7/{n}.wav": bytes([n]) * 1000 for n in range(40)}
    threads = [threading.Thread(target=laid, args=(tmp_path, files)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {f"7/{path.name}": path.read_bytes() for path in (tmp_path / "7").iterdir()} == files


def test_node_prompts(command, acme: Tenant, tmp_path: Path) -> None:
    out = tmp_path / "fs1"
    result = json.loads(command("node", "prompts", "fs1", "--out", str(out), "--json").output)
    assert f"{acme.id}/closed.wav" in result["written"]
    assert "house/zh/digits/1.wav" in result["written"]
    assert {one["file"] for one in result["unrecorded"]} == {row.name for row in service.listing(acme)}
    assert [path.name for path in out.iterdir()] == ["prompts"]

    again = json.loads(command("node", "prompts", "fs1", "--out", str(out), "--json").output)
    assert (again["written"], again["removed"], again["failed"]) == ([], [], {})

    store.drop(acme.id, service.add(acme, "closed.wav", sound.wav(), where="x").sha256)
    lost = json.loads(command("node", "prompts", "fs1", "--out", str(out), "--json").output)
    assert list(lost["failed"]) == [f"{acme.id}/closed.wav"]


# Over HTTP


def test_the_manifest_is_of_the_node_s_tenants(client: FlaskClient, acme: Tenant) -> None:
    elsewhere = TenantFactory(name="beta")
    PlacementFactory(tenant=elsewhere, node=NodeFactory(name="fs2"))
    db.session.commit()
    for owner in (None, acme.id):
        bring(owner)
    theirs = service.add(elsewhere, "closed.wav", sound.wav(), where="x")
    files = {one["file"]: one for one in client.get(LIST, **auth()).json["files"]}
    assert f"{elsewhere.id}/closed.wav" not in files
    kept = service.find(acme, "closed.wav")
    assert files[f"{acme.id}/closed.wav"] == {
        "file": f"{acme.id}/closed.wav",
        "sha256": kept.sha256,
        "size": kept.size,
        "placeholder": True,
    }
    assert "house/en/thank-you.wav" in files

    assert client.get(f"{LIST}/{acme.id}/closed.wav", **auth()).data == service.content(kept)
    assert client.get(f"{LIST}/house/zh/digits/1.wav", **auth()).status_code == 200
    crossing = client.get(f"{LIST}/{elsewhere.id}/closed.wav", **auth())
    assert crossing.status_code == 404
    there = client.get(f"/switch/fs2/prompts/{elsewhere.id}/closed.wav", **auth("fs2"))
    assert there.data == service.content(theirs)


@pytest.mark.parametrize(
    "file", ["7/../8/a.wav", "x/a.wav", "1" * 30 + "/a.wav", "house", "house/../1/a.wav"]
)
def test_a_path_that_is_none_is_not_found(client: FlaskClient, acme: Tenant, file: str) -> None:
    assert client.get(f"{LIST}/{file}", **auth()).status_code == 404


def test_an_unchanged_manifest_is_not_sent_again(client: FlaskClient, acme: Tenant) -> None:
    bring(acme.id)
    etag = client.get(LIST, **auth()).headers["ETag"]
    unchanged = client.get(LIST, **auth(), headers={"If-None-Match": etag})
    assert (unchanged.status_code, unchanged.data) == (304, b"")
    service.add(acme, "closed.wav", sound.wav(), where="x")
    assert client.get(LIST, **auth(), headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize("path", [LIST, f"{LIST}/house/zh/digits/1.wav"])
@pytest.mark.parametrize(
    "given", [{}, {"auth": ("fs1", "wrong")}, {"auth": ("fs2", token_for("fs2", "test"))}]
)
def test_another_is_not_let_in(client: FlaskClient, acme: Tenant, path: str, given: dict[str, Any]) -> None:
    assert client.get(path, **given).status_code == 401
    assert "node_auth_refused" in {finding.kind for finding in findings.still_open()}


# The program on the node


@contextmanager
def serving(app: Flask, port: int = 0) -> Iterator[int]:
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def program(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """As systemd starts it: nothing of Seatyard to import."""
    command = [sys.executable, "-I", str(folder / "pull-prompts"), str(folder), *options]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture
def fs1(app: Flask, tmp_path: Path) -> Node:
    secret = tmp_path / "password"
    secret.write_text("secret")
    node: Node = NodeFactory(name="fs1", password_file=str(secret))
    db.session.commit()
    return node


def test_a_node_pulls_what_changed(command, app: Flask, acme: Tenant, tmp_path: Path) -> None:
    folder = tmp_path / "fs1"
    assert command("node", "conf", "fs1", "--out", str(folder)).exit_code == 0
    played = folder / "prompts" / str(acme.id) / "closed.wav"
    tone = played.read_bytes()
    recording = service.content(service.add(acme, "closed.wav", sound.wav(2), where="x"))
    db.session.rollback()
    with serving(app) as port:
        settings = json.loads((folder / "pull-prompts.json").read_text())
        assert settings["url"] == "http://127.0.0.1:1/switch/fs1/prompts"
        settings["url"] = f"http://127.0.0.1:{port}/switch/fs1/prompts"
        (folder / "pull-prompts.json").write_text(json.dumps(settings))
        assert played.read_bytes() == tone
        ran = program(folder)
        assert (ran.returncode, ran.stderr) == (0, "")
        assert played.read_bytes() == recording
    away = program(folder)
    assert away.returncode == 1
    assert away.stderr.startswith("pull-prompts: the prompts stay as they are: ")
    assert played.read_bytes() == recording


def test_a_refused_node_keeps_what_it_has(command, app: Flask, acme: Tenant, tmp_path: Path) -> None:
    folder = tmp_path / "fs1"
    command("node", "conf", "fs1", "--out", str(folder))
    before = sorted(path for path in (folder / "prompts").rglob("*"))
    db.session.rollback()
    with serving(app) as port:
        url = f"http://127.0.0.1:{port}/switch/fs1/prompts"
        (folder / "pull-prompts.json").write_text(json.dumps({"url": url, "node": "fs1", "token": "wrong"}))
        ran = program(folder)
    assert (ran.returncode, ran.stderr.count("\n")) == (1, 1)
    assert "401" in ran.stderr
    assert sorted(path for path in (folder / "prompts").rglob("*")) == before


@pytest.mark.parametrize("text", ["", "{}", '{"url": "file:///etc", "node": "fs1", "token": "x"}'])
def test_settings_that_are_none_are_one_line(tmp_path: Path, text: str) -> None:
    (tmp_path / "pull-prompts").write_text(Path(pull.__file__).read_text())
    (tmp_path / "pull-prompts.json").write_text(text)
    ran = program(tmp_path)
    assert (ran.returncode, ran.stderr.count("\n")) == (2, 1)
