"""What one node's failure does to the care of the others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from esl.models import Node
from esl.session import Address
from esl.worker import worker as module
from esl.worker.worker import Worker
from seatyard import claims
from seatyard.db import db
from tests.factories import NodeFactory

failing: set[str] = set()


class Fake:
    """A node's worker that fails to begin, or to end, while its node's name is in ``failing``."""

    def __init__(self, app: Flask, node_id: int, address: Address, **_: Any) -> None:
        self.address = address

    def start(self) -> None:
        self._may_fail()

    def stop(self) -> None:
        self._may_fail()

    def _may_fail(self) -> None:
        if self.address.name in failing:
            raise OSError("the database is away")


@pytest.fixture
def nodes(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Ids of two nodes, by name."""
    (tmp_path / "password").write_text("secret")
    made = [NodeFactory(name=name, password_file=str(tmp_path / "password")) for name in ("fs1", "fs2")]
    db.session.commit()
    monkeypatch.setattr(module, "NodeWorker", Fake)
    failing.clear()
    return {node.name: node.id for node in made}


def cared_for(worker: Worker) -> set[int]:
    with worker.app.app_context():
        worker._look_after_nodes()
    return set(worker._mine)


def is_free(node_id: int) -> bool:
    claim = claims.take(f"node:{node_id}")
    if claim is not None:
        claim.release()
    return claim is not None


def test_a_node_whose_care_cannot_begin_is_tried_again_and_stops_no_other(
    app: Flask, nodes: dict[str, int]
) -> None:
    worker = Worker(app, [])
    failing.add("fs1")
    assert cared_for(worker) == {nodes["fs2"]}
    assert is_free(nodes["fs1"])
    failing.clear()
    assert cared_for(worker) == set(nodes.values())
    worker.leave_all()


def test_a_node_whose_care_cannot_end_well_is_let_go_all_the_same(app: Flask, nodes: dict[str, int]) -> None:
    worker = Worker(app, [])
    assert cared_for(worker) == set(nodes.values())
    failing.update(nodes)
    worker.leave_all()
    assert all(is_free(node_id) for node_id in nodes.values())


def test_a_node_that_moved_is_taken_care_of_anew(app: Flask, nodes: dict[str, int]) -> None:
    worker = Worker(app, [])
    cared_for(worker)
    before: dict[int, Any] = dict(worker._mine)
    failing.add("fs1")
    db.session.get_one(Node, nodes["fs1"]).port += 1
    db.session.commit()
    assert cared_for(worker) == {nodes["fs2"]}
    failing.clear()
    assert cared_for(worker) == set(nodes.values())
    assert worker._mine[nodes["fs2"]] is before[nodes["fs2"]]
    assert worker._mine[nodes["fs1"]] is not before[nodes["fs1"]]
    worker.leave_all()
