"""A worker whose database is away: it waits for it, and says so in one line."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from esl.models import Placement
from esl.worker import database
from seatyard import migrations
from seatyard.errors import InvalidInput, Unavailable
from tests.esl.worker.house import House

AWAY = OperationalError(
    "SELECT secret", {}, Exception("server closed the connection\nunexpectedly"), None, True
)


def test_it_is_waited_for(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    answers = [AWAY, AWAY, True]

    def asked(_: Flask) -> bool:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(migrations, "is_current", asked)
    monkeypatch.setattr(database, "AGAIN_FIRST", 0.001)
    database.await_current(app)
    assert answers == []
    said = [one.getMessage() for one in caplog.records]
    assert [one.split(";")[0] for one in said] == [
        "database: the database is away: server closed the connection"
    ] * 2


def test_an_old_schema_is_not_waited_for(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrations, "is_current", lambda _: False)
    with pytest.raises(InvalidInput, match="seatyard db upgrade"):
        database.await_current(app)


def test_what_the_database_refuses_is_not_its_absence(app: Flask) -> None:
    with pytest.raises(ZeroDivisionError), database.needed(app, "fs1"):
        raise ZeroDivisionError
    with pytest.raises(Unavailable, match="the database is away"), database.needed(app, "fs1"):
        raise AWAY


def test_a_link_that_comes_up_meanwhile_is_one_line(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """And it comes up as soon as there is a database again."""
    house = House(app, tmp_path)
    with house.listening() as address, house.watched(address) as worker:
        house.wait(Placement.acked_generation, 1)

        def away(*_: object) -> None:
            raise AWAY

        with monkeypatch.context() as patched:
            patched.setattr(worker.watcher, "up", away)
            house.socket.cut()
            house.wait_for(
                lambda: "down: fs1: the database is away: server closed the connection" in caplog.text
            )
        house.wait_for(lambda: worker.session.up)
    assert "Traceback" not in caplog.text
