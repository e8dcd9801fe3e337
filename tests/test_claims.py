"""Claims: one holder at a time, over processes too."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import text

from seatyard import claims
from seatyard.db import db


def test_one_holder_at_a_time(app: Flask) -> None:
    first = claims.take("node:fs1")
    assert first is not None
    assert first.held()
    assert claims.take("node:fs1") is None
    other = claims.take("node:fs2")
    assert other is not None
    first.release()
    again = claims.take("node:fs1")
    assert again is not None
    again.release()
    other.release()


def test_block(app: Flask) -> None:
    with claims.claimed("apply:fs1") as had:
        assert had
        with claims.claimed("apply:fs1") as second:
            assert not second
    with claims.claimed("apply:fs1") as had:
        assert had


def test_holder_that_dies_lets_go(app: Flask) -> None:
    import multiprocessing

    from seatyard.app import create_app, settings_of

    settings = settings_of(app)

    def hold(ready: multiprocessing.synchronize.Event) -> None:
        with create_app(settings).app_context():
            claims.take("node:fs1")
            ready.set()
            import time

            time.sleep(60)

    context = multiprocessing.get_context("fork")
    ready = context.Event()
    process = context.Process(target=hold, args=(ready,))
    process.start()
    assert ready.wait(10)
    assert claims.take("node:fs1") is None
    process.kill()
    process.join()
    for _ in range(100):  # PostgreSQL notices a moment later
        claim = claims.take("node:fs1")
        if claim is not None:
            break
    assert claim is not None
    claim.release()


def test_a_machine_that_vanishes_is_noticed_by_the_database(app: Flask) -> None:
    """By default PostgreSQL asks after two hours whether the other end lives; a claim is taken until then."""
    if db.engine.dialect.name != "postgresql":
        pytest.skip("SQLite's claims are of this machine")
    limits = {"tcp_keepalives_idle": "10", "tcp_keepalives_interval": "5", "tcp_user_timeout": "20000"}
    connection = db.session.connection()
    assert {name: connection.scalar(text(f"SHOW {name}")) for name in limits} == limits
    ours = connection.connection.driver_connection.info.get_parameters()
    assert (ours["keepalives_idle"], ours["tcp_user_timeout"]) == ("10", "20000")
