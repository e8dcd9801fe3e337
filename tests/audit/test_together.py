"""Several writers at once: one chain without a gap, and nobody waits for ever."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread
from uuid import uuid4

from flask import Flask

from esl.models import Node
from seatyard.audit import proving
from seatyard.db import db

from .trail import entries

WRITERS, CHANGES = 4, 8


def at_once(app: Flask, write: Callable[[int], None]) -> None:
    """Each writer in a thread and a session of its own."""
    start, faults = Barrier(WRITERS), list[Exception]()

    def run(number: int) -> None:
        with app.app_context():
            start.wait()
            try:
                write(number)
            except Exception as error:
                faults.append(error)

    db.session.rollback()
    writers = [Thread(target=run, args=(number,)) for number in range(WRITERS)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert faults == []
    assert not any(writer.is_alive() for writer in writers)


def add(host: str = "127.0.0.1") -> Node:
    node = Node(name=uuid4().hex, host=host, port=8021, password_file="/dev/null")
    db.session.add(node)
    db.session.commit()
    return node


def test_the_very_first_entries_may_come_at_once(app: Flask) -> None:
    at_once(app, lambda _: add() and None)
    proof = proving.prove()
    assert (proof.entries, proof.broken) == (WRITERS, None)


def test_writers_make_one_chain(app: Flask) -> None:
    """All change one row, and each one of its own: rows are locked before the chain's end, in every order."""
    common, own = add().id, [add().id for _ in range(WRITERS)]

    def write(number: int) -> None:
        for change in range(CHANGES):
            ids = [common, own[number]]
            for id in ids if number % 2 else ids[::-1]:
                node = db.session.get(Node, id, with_for_update=True)
                assert node is not None
                node.host = f"{number}-{change}"
            db.session.commit()

    at_once(app, write)
    assert len(entries()) == 1 + WRITERS + 2 * WRITERS * CHANGES
    assert proving.prove().broken is None
    assert [one.id for one in entries()] == list(range(1, len(entries()) + 1))
    assert sorted(one.at for one in entries()) == [one.at for one in entries()]
