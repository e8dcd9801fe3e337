"""`seatyard switch sweep-cdrs`: what lies in a node's error folder is taken in, once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import orjson
import pytest
from click.testing import Result
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from esl.models import CdrRecord, Node
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
    (folder / "a_half.cdr.json").write_bytes(raw[:1000])
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
    assert said["left"]["a_empty.cdr.json"] == "empty"
    assert said["left"]["a_half.cdr.json"].startswith("body: not JSON")
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
    assert stored() == 1
    assert command("switch", "sweep-cdrs", str(folder)).exit_code == 0
    assert stored() == 2


def _killed(*_: object) -> Path:
    raise KeyboardInterrupt


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
