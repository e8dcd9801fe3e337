"""`seatyard switch sweep-cdrs`: what lies in a node's error folder is taken in, once."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import orjson
import pytest
from click.testing import Result
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from esl.cdr import keeping
from esl.models import CdrRecord, Node
from seatyard import findings
from seatyard.db import db
from tests.factories import NodeFactory
from tests.support import captures

Command = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """As mod_json_cdr leaves it: two legs, and a file that it is still writing."""
    folder = tmp_path / "error"
    folder.mkdir()
    for raw in captures.bodies("call-bridged-answered"):
        variables = orjson.loads(raw)["variables"]
        prefix = "" if "originating_leg_uuid" in variables else "a_"
        (folder / f"{prefix}{variables['uuid']}.cdr.json").write_bytes(raw + b"\n")
    (folder / "a_half.cdr.json").write_bytes(raw[:1000])  # a moment ago
    (folder / "a_empty.cdr.json").touch()
    (folder / "notes.txt").write_text("not a record")
    return folder


def stored() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(CdrRecord)) or 0


def test_a_sweep_takes_what_is_whole_and_names_what_is_not(
    command: Command, node: Node, folder: Path
) -> None:
    result = command("switch", "sweep-cdrs", str(folder), "--json")
    assert result.exit_code == 0
    said = orjson.loads(result.stdout)
    assert {key: said[key] for key in ("stored", "known", "conflict")} == {
        "stored": 2,
        "known": 0,
        "conflict": 0,
    }
    assert said["left"]["a_empty.cdr.json"] == "half-written still: empty"
    assert said["left"]["a_half.cdr.json"].startswith("half-written still: body: not JSON")
    assert {path.name for path in folder.iterdir()} == {*said["left"], "notes.txt", "taken"}
    assert len(list((folder / "taken").iterdir())) == 2
    assert set(db.session.scalars(select(CdrRecord.via))) == {"sweep"}


def test_running_again_changes_nothing(command: Command, node: Node, folder: Path) -> None:
    command("switch", "sweep-cdrs", str(folder))
    again = orjson.loads(command("switch", "sweep-cdrs", str(folder), "--json").stdout)
    assert (again["stored"], again["known"], stored()) == (0, 0, 2)


def test_a_record_that_was_posted_after_all_is_known(
    command: Command, post: Callable[..., TestResponse], folder: Path
) -> None:
    post(captures.bodies("call-bridged-answered")[0])
    result = command("switch", "sweep-cdrs", str(folder))
    assert result.stdout.splitlines()[0] == "1 taken in, 1 known already, 0 in conflict, 2 left"
    assert stored() == 2


def test_a_sweep_killed_between_commit_and_move_loses_nothing(
    command: Command, node: Node, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", _killed)
        assert command("switch", "sweep-cdrs", str(folder)).exit_code != 0
    assert stored() == 2
    assert not list((folder / "taken").iterdir())
    again = orjson.loads(command("switch", "sweep-cdrs", str(folder), "--json").stdout)
    assert (again["stored"], again["known"], stored()) == (0, 2, 2)
    assert len(list((folder / "taken").iterdir())) == 2


def _killed(*_: object) -> Path:
    raise KeyboardInterrupt


def test_nothing_is_moved_before_the_commit(
    command: Command, node: Node, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_: object) -> list[str | Exception]:
        raise OperationalError("COMMIT", {}, Exception("away"))

    with monkeypatch.context() as patch:
        patch.setattr(keeping, "keep", away)
        refused = command("switch", "sweep-cdrs", str(folder))
    assert refused.exit_code == 2
    assert "not kept: the database said" in refused.output
    assert not (folder / "taken").exists()
    assert stored() == 0
    assert command("switch", "sweep-cdrs", str(folder)).stdout.startswith("2 taken in")


def test_a_full_disk_while_moving_loses_nothing(
    command: Command, node: Node, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> Path:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", full)
        said = orjson.loads(command("switch", "sweep-cdrs", str(folder), "--json").stdout)
    cannot = "taken in, and cannot be moved to taken/: No space left on device"
    assert list(said["left"].values()).count(cannot) == 2
    assert stored() == 2
    assert command("switch", "sweep-cdrs", str(folder)).stdout.startswith("0 taken in, 2 known already")
    assert stored() == 2


def settle(*paths: Path) -> None:
    """They were last written an hour ago."""
    for path in paths:
        then = path.stat().st_mtime - 3600
        os.utime(path, (then, then))


def test_a_file_that_is_being_written_is_taken_when_it_is_whole(
    command: Command, node: Node, folder: Path
) -> None:
    raw = captures.bodies("call-answered")[0]
    growing = folder / "a_growing.cdr.json"
    for size in (0, 1, len(raw) // 2, len(raw) - 1):
        growing.write_bytes(raw[:size])
        left = orjson.loads(command("switch", "sweep-cdrs", str(folder), "--json").stdout)["left"]
        assert left[growing.name].startswith("half-written still: ")
    assert findings.still_open() == []
    growing.write_bytes(raw)
    assert command("switch", "sweep-cdrs", str(folder)).stdout.startswith("1 taken in")
    assert stored() == 3


def test_a_truncated_file_that_stays_so_is_a_finding_until_it_is_taken(
    command: Command, node: Node, folder: Path
) -> None:
    half, empty = folder / "a_half.cdr.json", folder / "a_empty.cdr.json"
    settle(half, empty)
    command("switch", "sweep-cdrs", str(folder))
    found = findings.still_open("cdr_file_left")
    assert {finding.key for finding in found} == {"fs1/a_half.cdr.json", "fs1/a_empty.cdr.json"}
    assert half.exists()
    half.write_bytes(captures.bodies("call-answered")[0])
    command("switch", "sweep-cdrs", str(folder))
    assert [finding.key for finding in findings.still_open("cdr_file_left")] == ["fs1/a_empty.cdr.json"]


def test_a_file_that_a_person_has_dealt_with_is_a_finding_no_more(
    command: Command, node: Node, folder: Path
) -> None:
    settle(folder / "a_half.cdr.json", folder / "a_empty.cdr.json")
    command("switch", "sweep-cdrs", str(folder))
    for finding in findings.still_open("cdr_file_left"):
        findings.clear(finding.id, "ann", "the call is billed by hand")
    command("switch", "sweep-cdrs", str(folder))
    assert findings.still_open("cdr_file_left") == []


def test_a_file_that_grows_while_it_is_read_is_left(
    command: Command, node: Node, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    half = folder / "a_half.cdr.json"
    settle(half)
    read = Path.read_bytes

    def growing(path: Path) -> bytes:
        content = read(path)
        if path == half:
            half.write_bytes(content + b",")
            settle(half)
        return content

    monkeypatch.setattr(Path, "read_bytes", growing)
    left = orjson.loads(command("switch", "sweep-cdrs", str(folder), "--json").stdout)["left"]
    assert left[half.name].startswith("half-written still: ")


def test_many_files_are_taken_in_few_transactions(
    command: Command, node: Node, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for at in range(1100):
        (tmp_path / f"u-{at}.cdr.json").write_bytes(b'{"variables": {"uuid": "u-%d"}}' % at)
    (tmp_path / os.fsdecode(b"broken-\xff.cdr.json")).write_bytes(b'{"variables": {}}')
    batches = []
    keep = keeping.keep

    def counted(arrivals: Sequence[keeping.Arrival]) -> list[str | Exception]:
        batches.append(len(arrivals))
        return keep(arrivals)

    monkeypatch.setattr(keeping, "keep", counted)
    assert command("switch", "sweep-cdrs", str(tmp_path)).stdout.startswith("1101 taken in")
    assert batches == [500, 500, 101]
    assert stored() == 1101


def test_rotated_folders_are_swept_too(command: Command, node: Node, folder: Path) -> None:
    rotated = folder / "2026-03-01-00-00-00"
    rotated.mkdir()
    (rotated / "a_x.cdr.json").write_bytes(captures.bodies("call-answered")[0])
    assert command("switch", "sweep-cdrs", str(folder)).stdout.startswith("3 taken in")
    assert (rotated / "taken" / "a_x.cdr.json").exists()


def test_with_several_nodes_the_folder_must_be_given_its_own(
    command: Command, node: Node, folder: Path
) -> None:
    NodeFactory(name="fs2")
    db.session.commit()
    refused = command("switch", "sweep-cdrs", str(folder))
    assert (refused.exit_code, refused.output.count("\n")) == (2, 1)
    assert "allowed: fs1, fs2" in refused.output
    assert command("switch", "sweep-cdrs", str(folder), "--node", "fs2").exit_code == 0
    assert set(db.session.scalars(select(CdrRecord.node_id))) == {node.id + 1}


@pytest.mark.parametrize("arguments", [["/nowhere"], ["/tmp", "--node", "fs9"]])
def test_bad_input_is_one_line_and_status_2(command: Command, node: Node, arguments: list[str]) -> None:
    result = command("switch", "sweep-cdrs", *arguments)
    assert (result.exit_code, result.output.count("\n")) == (2, 1)
