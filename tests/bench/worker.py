"""What a call between two costs the worker, by the events that it asks for: reading them, and all who hear.

The events are those of a real call. Writing what was heard is no part: it happens in batches, elsewhere.
"""

from __future__ import annotations

import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from esl.session import Address, Event
from esl.worker.node import NAMES, NodeWorker
from seatyard.app import create_app
from seatyard.db import db
from tests.factories import NodeFactory
from tests.support import databases

from .event_source import bodies

ROUNDS = 2000


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one call, for all of its events of this name."""

    name: str
    events: int
    bytes: int
    parsed: float
    """Microseconds."""
    heard: float
    """Microseconds, for all who listen together."""


def run() -> list[Cost]:
    with tempfile.TemporaryDirectory() as home, databases.Sqlite(Path(home)).fresh() as url:
        app = create_app(databases.settings_for(Path(home), url))
        with app.app_context():
            node = NodeFactory()
            db.session.commit()
            worker = NodeWorker(app, node.id, Address("bench", "127.0.0.1", 1, ""))
            found = _measured(worker, [body for body in bodies() if Event.parse(body).name in NAMES])
            db.session.remove()
            db.engine.dispose()
        return found


def _measured(worker: NodeWorker, call: list[bytes]) -> list[Cost]:
    first = Event.parse(call[0])
    assert first.at is not None
    worker.watcher.begin()
    worker.watcher.up(first.core_uuid, first.at, first.at)
    worker.live.begin(first.core_uuid, first.at, [])
    parsed: list[list[int]] = [[] for _ in call]
    heard: list[list[int]] = [[] for _ in call]
    for _ in range(ROUNDS):
        for at, body in enumerate(call):
            began = time.perf_counter_ns()
            event = Event.parse(body)
            between = time.perf_counter_ns()
            worker._heard(event)
            parsed[at].append(between - began)
            heard[at].append(time.perf_counter_ns() - between)
    by_name: dict[str, list[int]] = defaultdict(list)
    for at, body in enumerate(call):
        by_name[Event.parse(body).name].append(at)
    return [
        Cost(
            name,
            len(those),
            sum(len(call[at]) for at in those),
            sum(median(parsed[at]) for at in those) / 1000,
            sum(median(heard[at]) for at in those) / 1000,
        )
        for name, those in by_name.items()
    ]
