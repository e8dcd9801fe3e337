"""The first wall switched off, to see what the second holds by itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from seatyard import row_security, walls
from tests.support.databases import Postgres

FIRST_WALL = (
    (Session, "do_orm_execute", walls._narrow),
    (Session, "before_flush", walls._check_flush),
    (Engine, "before_execute", walls._hold),
)


@contextmanager
def first_wall_off() -> Iterator[None]:
    for wall in FIRST_WALL:
        event.remove(*wall)
    try:
        yield
    finally:
        for wall in FIRST_WALL:
            event.listen(*wall)


@pytest.fixture
def database_url(postgres_databases: Postgres) -> Iterator[str]:
    with postgres_databases.fresh() as url:
        yield url


@pytest.fixture
def second_wall_alone(app: Flask) -> Iterator[None]:
    assert not row_security.bypassed()
    with first_wall_off():
        yield
