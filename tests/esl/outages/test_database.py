"""The database away: kept in memory by clocks that nobody sets, written once it is back, for every node."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, select, text

from esl.models import Outage
from esl.outages import changes, database
from esl.outages.database import DatabaseWatch, Look
from esl.outages.kinds import DATABASE_AWAY, DATABASE_FRESH, DATABASE_POOL
from seatyard import clock
from seatyard.app import create_app
from seatyard.db import db
from seatyard.findings import Finding
from tests.factories import NodeFactory
from tests.support import databases

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)
OK: Look = (True, "")
REFUSED: Look = (False, "connection refused")


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


class Scene:
    def __init__(self) -> None:
        self.node_ids = [NodeFactory().id, NodeFactory().id]
        NodeFactory()  # another worker's
        db.session.commit()
        self.elapsed = 0.0
        self.says = {DATABASE_POOL: OK, DATABASE_FRESH: OK}
        with clock.frozen(NOON):
            self.watch = DatabaseWatch(
                lambda: self.node_ids,
                lambda: self.elapsed,
                {signal: lambda signal=signal: self.says[signal] for signal in self.says},
            )
            self.watch.step()

    def look(self, seconds: float, pool: Look = OK, fresh: Look = OK, *, wall: float = 0) -> None:
        self.elapsed = seconds
        self.says = {DATABASE_POOL: pool, DATABASE_FRESH: fresh}
        with clock.frozen(at(seconds + wall)):
            self.watch.step()


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene()


def spans() -> list[tuple[int, str, datetime, datetime | None]]:
    db.session.rollback()
    rows = db.session.scalars(select(Outage).order_by(Outage.node_id, Outage.starts_at))
    return [(row.node_id, row.kind, row.starts_at, row.ends_at) for row in rows]


def test_it_is_written_for_every_node_of_the_worker(scene: Scene) -> None:
    scene.look(2)
    scene.look(4, REFUSED, REFUSED)
    scene.look(60, REFUSED, REFUSED)
    assert spans() == []
    scene.look(90)
    assert spans() == [(node, DATABASE_AWAY, at(2), at(90)) for node in scene.node_ids]
    (row, _) = db.session.scalars(select(Outage))
    assert [one["signal"] for one in row.evidence["signals"]] == [
        DATABASE_FRESH,
        DATABASE_POOL,
        DATABASE_POOL,
    ]
    scene.look(92)
    assert len(spans()) == 2


def test_whoever_made_invoices_of_that_time_hears_of_it(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that is cut off from the database may be back after others closed the month."""
    told: list[tuple[object, ...]] = []
    monkeypatch.setattr(changes, "_listener", lambda *change: told.append(change))
    scene.look(2, REFUSED, REFUSED)
    scene.look(90)
    ids = list(db.session.scalars(select(Outage.id).order_by(Outage.node_id)))
    assert told == [(f"outage {id}", [], at(0), at(90)) for id in ids]


def test_a_step_of_the_clock_meanwhile_makes_it_no_longer(scene: Scene) -> None:
    scene.look(2)
    scene.look(4, REFUSED, REFUSED)
    scene.look(90, wall=3600)
    assert {(starts, ends) for _, _, starts, ends in spans()} == {(at(2), at(90))}
    scene.look(92, wall=3600)
    scene.look(94, REFUSED, REFUSED, wall=3600)
    scene.look(96, wall=3600)
    assert (at(3692), at(3696)) in {(starts, ends) for _, _, starts, ends in spans()}


def test_one_signal_alone_is_a_finding(scene: Scene) -> None:
    scene.look(2, REFUSED)
    scene.look(4)
    assert spans() == []
    assert list(db.session.scalars(select(Finding.key))) == ["database/database_pool"]


def test_what_cannot_be_written_yet_is_written_later(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    scene.look(2, REFUSED, REFUSED)
    with monkeypatch.context() as patch:
        patch.setattr(database, "insert", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            scene.look(4)
    assert spans() == []
    scene.look(6)
    assert [(starts, ends) for _, _, starts, ends in spans()] == [(at(0), at(4))] * 2


def test_both_signals_of_a_database_that_is_there(app: Flask) -> None:
    assert (database.own(), database.fresh()) == (OK, OK)


def test_a_database_that_takes_nobody(postgres_databases: databases.Postgres, tmp_path: Path) -> None:
    with postgres_databases.fresh() as url:
        app = create_app(databases.settings_for(tmp_path, url))
        server, _, name = url.rpartition("/")
        shut = f"ALTER DATABASE {name} ALLOW_CONNECTIONS"
        end = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name")
        thrown_out = end.bindparams(name=name)
        admin = create_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT")
        with app.app_context(), admin.connect() as connection:
            assert (database.own(), database.fresh()) == (OK, OK)
            connection.execute(thrown_out)
            assert database.own() == OK, "only the connection was dead"
            connection.execute(text(f"{shut} false"))
            connection.execute(thrown_out)
            assert [ok for ok, _ in (database.own(), database.fresh())] == [False, False]
            assert "not currently accepting connections" in database.fresh()[1]
            connection.execute(text(f"{shut} true"))
            assert (database.own(), database.fresh()) == (OK, OK)
            db.session.remove()
            db.engine.dispose()
        admin.dispose()
