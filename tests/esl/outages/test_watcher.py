"""A watched node in the database: outages, findings, the last proof of life."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import event as sql
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from esl.models import Node, Outage
from esl.outages import record, watcher
from esl.outages.watcher import Watcher
from esl.session import Event
from seatyard.db import db
from seatyard.findings import Finding
from tests.factories import NodeFactory, OutageFactory

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def beat(core: str, minutes: float) -> Event:
    stamp = str(int(at(minutes).timestamp() * 1_000_000))
    return Event({"Event-Name": "HEARTBEAT", "Core-UUID": core, "Event-Date-Timestamp": stamp})


@pytest.fixture
def node(app: Flask) -> Node:
    node = NodeFactory()
    db.session.commit()
    return node


@pytest.fixture
def watched(node: Node) -> Watcher:
    """A watcher that has seen core A alive at noon."""
    watched = Watcher(node.id, node.name)
    watched.up("A", at(0), began=at(-60))
    return watched


def outages() -> list[tuple[datetime, datetime | None]]:
    db.session.rollback()
    return [(row.starts_at, row.ends_at) for row in db.session.scalars(select(Outage).order_by(Outage.id))]


def found() -> list[str]:
    return list(db.session.scalars(select(Finding.kind)))


def test_up_and_down_are_remembered(watched: Watcher, node: Node) -> None:
    db.session.refresh(node)
    assert (node.core_uuid, node.alive_at) == ("A", at(0))
    assert node.linked_at is not None
    watched.heard(beat("A", 1))
    watched.down("closing", by_us=True)
    db.session.refresh(node)
    assert (node.linked_at, node.alive_at) == (None, at(1))
    assert outages() == []


def test_outage_lasts_until_the_new_core_speaks(watched: Watcher) -> None:
    watched.heard(beat("A", 5))
    watched.down("the switch closed the connection", by_us=False)
    watched.unreachable("refused")
    watched.unreachable("refused")
    assert outages() == [(at(5), None)]
    watched.up("B", at(9), began=at(9))
    assert outages() == [(at(5), at(9))]
    evidence = db.session.scalars(select(Outage.evidence)).one()
    assert evidence["link"] == "the switch closed the connection"
    assert (evidence["last_core"], evidence["first_core"]) == ("A", "B")
    assert evidence["last_proof"] == "2026-03-05 12:05:00+00:00"
    assert found() == []


def test_link_loss_alone_leaves_a_finding_and_no_outage(watched: Watcher) -> None:
    watched.down("half-open", by_us=False)
    watched.unreachable("no banner")
    watched.up("A", at(3), began=at(-60))
    assert outages() == []
    finding = db.session.scalars(select(Finding)).one()
    assert finding.kind == "link_gap"
    assert "down for 180 s" in finding.message
    assert "half-open" in finding.message


def test_worker_that_comes_back_closes_what_the_last_one_opened(watched: Watcher, node: Node) -> None:
    watched.down("closed", by_us=False)
    watched.unreachable("refused")
    again = Watcher(node.id, node.name)
    again.unreachable("refused")
    again.up("B", at(6), began=at(6))
    assert outages() == [(at(0), at(6))]


def test_outage_over_the_workers_own_absence_says_so(watched: Watcher, node: Node) -> None:
    watched.down("closing", by_us=True)
    Watcher(node.id, node.name).up("B", at(120), began=at(7))
    assert outages() == [(at(0), at(7))]
    assert found() == ["outage_unwatched"]


def test_two_crashes_are_two_outages(watched: Watcher) -> None:
    for core, minutes in (("B", 2), ("C", 12)):
        watched.down("closed", by_us=False)
        watched.unreachable("refused")
        watched.up(core, at(minutes), began=at(minutes))
        watched.heard(beat(core, minutes + 5))
    assert outages() == [(at(0), at(2)), (at(7), at(12))]


def test_clock_set_back_is_a_finding(watched: Watcher) -> None:
    watched.down("closed", by_us=False)
    watched.unreachable("refused")
    watched.up("B", at(-5), began=at(-5))
    assert outages() == []
    assert found() == ["node_clock_set_back"]


def test_what_was_withdrawn_takes_no_other_outage_in(watched: Watcher, node: Node) -> None:
    OutageFactory(node=node, kind="call_failed", starts_at=at(1), ends_at=at(2), cause="none")
    db.session.commit()
    watched.heard(beat("A", 1.5))
    watched.up("B", at(5), began=at(4))
    assert outages() == [(at(1), at(2)), (at(1.5), at(5))]


def away(*_: object, **__: object) -> None:
    raise OperationalError("INSERT", {}, OSError("the database is away"))


def test_an_outage_outlives_a_database_that_was_away(
    watched: Watcher, node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after a power cut, where the switch is back before the database is."""
    watched.heard(beat("A", 1))
    watched.down("connection lost", by_us=False)

    with monkeypatch.context() as patched:
        patched.setattr(record, "transaction", away)
        for minutes in (5, 6):
            with pytest.raises(OperationalError):
                watched.up("B", at(minutes), began=at(4))
            with pytest.raises(OperationalError):
                watched.down("taking the switch's state in failed", by_us=False)
    watched.up("B", at(7), began=at(4))
    assert outages() == [(at(1), at(5))]
    assert Watcher(node.id, node.name).machine.known.core_uuid == "B"


def test_a_worker_that_dies_before_the_database_is_back_leaves_the_outage_to_the_next(
    watched: Watcher, node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched.heard(beat("A", 1))
    watched.down("connection lost", by_us=False)

    with monkeypatch.context() as patched:
        patched.setattr(record, "record", away)
        with pytest.raises(OperationalError):
            watched.up("B", at(5), began=at(4))
        patched.setattr(watcher, "SAVE_EVERY", 0)
        with pytest.raises(OperationalError):
            watched.save()
    Watcher(node.id, node.name).up("B", at(7), began=at(4))
    assert outages() == [(at(1), at(4))]


def test_proofs_of_life_are_written_seldom(
    watched: Watcher, node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = []
    sql.listen(db.engine, "before_cursor_execute", lambda *args: written.append(args[2]))
    for n in range(1000):
        watched.heard(beat("A", n / 100))
        watched.save()
    assert [one for one in written if one.startswith("UPDATE")] == []
    monkeypatch.setattr(watcher, "SAVE_EVERY", 0)
    watched.save()
    watched.save()
    assert len([one for one in written if one.startswith("UPDATE")]) == 1
    db.session.refresh(node)
    assert node.alive_at == at(9.99)
