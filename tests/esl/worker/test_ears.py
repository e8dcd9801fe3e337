"""Hang-ups are heard whoever takes care of the node, with the database or without it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from esl.models import Hangup
from esl.reconcile.models import HeardLeg
from esl.session import Address
from esl.worker.ears import Ears
from esl.worker.worker import Worker
from seatyard import clock
from seatyard.db import db, snapshot
from tests.esl.worker.house import QUICK, UP, House
from tests.support.event_socket import event
from tests.support.processes import running

HEARD = func.count(Hangup.uuid)


@pytest.fixture
def house(app: Flask, tmp_path: Path) -> House:
    return House(app, tmp_path)


@contextmanager
def ears(house: House, address: Address) -> Iterator[Ears]:
    """Of one worker; they end as those of a killed one do, without a last word to the database."""
    made = Ears(house.app, QUICK)
    made.listen({house.node_id: address})
    house.wait_for(lambda: made.by_node[house.node_id].session.up)
    try:
        yield made
    finally:
        made.stop()


@contextmanager
def away() -> Iterator[None]:
    with db.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE hangups RENAME TO away")
    yield
    with db.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE away RENAME TO hangups")


def hangs_up(house: House, *uuids: str) -> None:
    owner = {"variable_seatyard_tenant": str(house.tenant_id), "variable_billusec": "1500000"}
    for uuid in uuids:
        house.socket.tell(
            "CHANNEL_HANGUP_COMPLETE", **{"Unique-ID": uuid, "Hangup-Cause": "NORMAL_CLEARING"}, **owner
        )


def test_a_hang_up_told_twice_is_one(house: House) -> None:
    owner = {"variable_seatyard_tenant": str(house.tenant_id), "variable_billusec": "1500000"}

    def hangup(n: int) -> bytes:
        headers = {"Unique-ID": f"call-{n}", "Hangup-Cause": "NORMAL_CLEARING"} | owner
        return event(house.socket.made("CHANNEL_HANGUP_COMPLETE", **headers))

    with house.listening() as address, ears(house, address):
        (peer,) = [peer for peer, words in house.socket.subscribed if words != "BACKGROUND_JOB"]
        peer.send(b"".join(hangup(n % 1200) for n in range(1500)))
        house.wait(HEARD, 1200)
    with snapshot():
        found = db.session.get_one(Hangup, (house.node_id, "call-1"))
        assert (found.tenant_id, found.billusec, found.cause) == (
            house.tenant_id,
            1_500_000,
            "NORMAL_CLEARING",
        )
        assert found.at == clock.from_epoch_us(UP)


def test_what_is_heard_while_the_database_is_away_is_written_when_it_is_back(house: House) -> None:
    with house.listening() as address, ears(house, address) as heard:
        ear = heard.by_node[house.node_id]
        with away():
            hangs_up(house, "u-1", "u-2")
            house.wait_for(lambda: len(ear.hangups.spool) == 2)
            assert ear.session.connections == 1
        house.wait(HEARD, 2)
        house.wait_for(lambda: not ear.hangups.spool)
        assert house.one(func.count(HeardLeg.uuid)) == 2


def test_what_an_ended_worker_could_not_write_the_next_one_does(house: House) -> None:
    with house.listening() as address:
        with away(), ears(house, address) as first:
            hangs_up(house, "u-1")
            house.wait_for(lambda: len(first.by_node[house.node_id].hangups.spool) == 1)
            with ears(house, address) as second:
                second.take_in()  # its own, and one that lives, are left alone
                hangs_up(house, "u-2")
                house.wait_for(lambda: len(second.by_node[house.node_id].hangups.spool) == 1)
        heard = Ears(house.app)
        assert len(list(heard.folder.iterdir())) == 2
        heard.take_in()
        assert house.one(HEARD) == 2
        assert list(heard.folder.iterdir()) == []


def test_a_killed_worker_loses_nothing_that_it_heard(house: House) -> None:
    def written() -> bytes:
        return b"".join(
            path.read_bytes() for path in (house.app.extensions["settings"].home / "hangups").iterdir()
        )

    with house.listening():
        with running(house.app, house.folder, "switch", "run") as worker:
            house.wait_for(lambda: len(house.socket.subscribed) >= 4, worker.output)
            with away():
                hangs_up(house, "u-1", "u-2")
                house.wait_for(lambda: written().count(b"\n") == 2, worker.output)
                worker.kill()
        with running(house.app, house.folder, "switch", "run") as worker:
            house.wait(HEARD, 2, worker)


def test_a_worker_that_stands_by_hears_them_too(house: House) -> None:
    with house.listening():
        first, second = Worker(house.app, ()), Worker(house.app, ())
        first._look_after_nodes()
        second._look_after_nodes()
        try:
            assert second._mine == {}
            for worker in (first, second):
                house.wait_for(lambda worker=worker: worker.ears.by_node[house.node_id].session.up)  # type: ignore[misc]
            first.ears.stop()
            hangs_up(house, "u-1")
            house.wait(HEARD, 1)
        finally:
            first._leave(house.node_id)
            second.ears.stop()


def test_an_ear_remembers_whose_end_it_heard_for_who_takes_the_node_over(house: House) -> None:
    with house.listening() as address, ears(house, address) as heard:
        house.socket.tell("CHANNEL_HANGUP_COMPLETE", **{"Unique-ID": "u-1", "variable_session_id": "7"})
        house.wait_for(lambda: heard.by_node[house.node_id].ended(house.socket.core) == [7])
        assert heard.by_node[house.node_id].ended("another life") == []


def test_a_link_that_is_silent_is_asked_and_kept_while_it_answers(house: House) -> None:
    with house.listening() as address:
        made = Ears(house.app, replace(QUICK, silence=0.05))
        made.listen({house.node_id: address})
        ear = made.by_node[house.node_id]
        again = ear.session.subscription.command
        house.wait_for(lambda: house.socket.asked.count(again) > 3)
        hangs_up(house, "u-1")
        house.wait(HEARD, 1)
        assert ear.session.connections == 1
        made.stop()


def test_one_that_the_database_does_not_take_stops_no_other(house: House) -> None:
    with house.listening() as address, ears(house, address) as heard:
        spool = heard.by_node[house.node_id].hangups.spool
        spool.put(b'{"hangup": {')
        spool.put(b'{"hangup": {"node_id": 99, "uuid": "nobody"}, "core_uuid": "", "told": {}}')
        hangs_up(house, "u-1")
        house.wait(HEARD, 1)
        house.wait_for(lambda: not spool)
    with snapshot():
        assert db.session.scalars(select(Hangup.uuid)).all() == ["u-1"]
