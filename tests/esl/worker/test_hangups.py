"""Hang-ups on their way to the database: none is lost on it, and none stops the others."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from esl.models import Hangup
from esl.session import Event
from esl.worker import hangups as module
from esl.worker.hangups import NAME, Hangups
from seatyard.db import db, transaction
from tests.factories import NodeFactory
from tests.support import hearing
from tests.support.event_socket import recorded


@pytest.fixture
def heard(app: Flask) -> Hangups:
    node = NodeFactory(name="fs1")
    db.session.commit()
    return hearing.hangups(node.id)


def hang_up(uuid: str, **more: Any) -> Event:
    stamp = {"Event-Name": NAME, "Event-Date-Timestamp": "1772413200000000", "Unique-ID": uuid}
    return Event({**stamp, "Hangup-Cause": "NORMAL_CLEARING", **more})


def written() -> dict[str, Hangup]:
    db.session.rollback()
    return {row.uuid: row for row in db.session.scalars(select(Hangup))}


def test_those_heard_while_others_are_written_are_not_taken_for_them(
    heard: Hangups, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database comes back, and events go on."""
    monkeypatch.setattr(module, "BATCH", 3)
    more = [hang_up(f"late-{number}") for number in range(2)]

    @contextmanager
    def slow() -> Iterator[None]:
        with transaction():
            yield
            while more:
                heard.feed(more.pop())

    monkeypatch.setattr(module, "transaction", slow)
    for number in range(5):
        heard.feed(hang_up(f"u-{number}"))
    while heard.write():
        pass
    assert written().keys() == {*(f"u-{number}" for number in range(5)), "late-0", "late-1"}


def test_what_was_refused_before_it_was_a_call_is_not_waited_for(heard: Hangups) -> None:
    """A wrong password, and a challenge that nobody answered: the switch makes no record of either."""
    for event in recorded("invite-refused"):
        heard.feed(event)
    assert not heard.spool


def test_a_call_that_was_refused_is_waited_for(heard: Hangups) -> None:
    for uuid, cause in (("u-1", "CALL_REJECTED"), ("u-2", "WRONG_CALL_STATE")):
        heard.feed(hang_up(uuid, **{"Caller-Unique-ID": uuid, "Hangup-Cause": cause}))
    assert len(heard.spool) == 2


@pytest.mark.parametrize(
    ("variables", "tenant_id", "billusec"),
    [
        ({"variable_seatyard_tenant": "7", "variable_billusec": "1500000"}, 7, 1_500_000),
        ({"variable_seatyard_tenant": "99999999999", "variable_billusec": "9" * 25}, None, 0),
        ({"variable_seatyard_tenant": "9" * 5000, "variable_billusec": "-1"}, None, 0),
        ({"variable_seatyard_tenant": "0", "variable_billusec": "²"}, None, 0),
    ],
)
def test_a_number_that_no_database_takes_is_none(
    heard: Hangups, variables: dict[str, str], tenant_id: int | None, billusec: int
) -> None:
    heard.feed(hang_up("u-1", **variables))
    heard.feed(hang_up("u-2"))
    assert heard.write() is False
    found = written()
    assert (found["u-1"].tenant_id, found["u-1"].billusec) == (tenant_id, billusec)
    assert "u-2" in found
