"""The database: one session, typed columns that mean the same on SQLite and PostgreSQL.

A use case commits once, at its outer edge. Code that only reads calls
``reading()`` first, so that on SQLite it never waits for a writer.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from flask import Flask, g, has_app_context
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import (
    JSON,
    ColumnElement,
    DateTime,
    Dialect,
    Engine,
    MetaData,
    Numeric,
    String,
    any_,
    event,
    literal,
    make_url,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, registry
from sqlalchemy.pool import NullPool
from sqlalchemy.types import TypeDecorator

from . import scope

T = TypeVar("T")

LARGEST_ID = 2**31 - 1
"""PostgreSQL's integer; a larger one that somebody asks for names nothing."""

NOTICED = {
    "connect_timeout": 10,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
    "options": "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3"
    " -c tcp_user_timeout=20000 -c jit=off",
}
"""For libpq: a network or a machine that vanished without a word is noticed within half a minute by both
sides, where the kernel's defaults take hours. Until PostgreSQL notices, a dead worker's claim stays taken.

No statement is compiled: over partitions with row security that took a second before a report's first row."""

_DIRECT, REPLICA = "direct", "replica"
_LAGGING = "seatyard_lagging"

NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC to the microsecond; a naive one is refused."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(DateTime(timezone=dialect.name == "postgresql"))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone")
        value = value.astimezone(UTC)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Exact(TypeDecorator[Decimal]):
    """A Decimal with all its digits: numeric on PostgreSQL, text on SQLite (which has no decimals)."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(Numeric() if dialect.name == "postgresql" else String(64))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        if value is None or dialect.name == "postgresql":
            return value
        return format(value, "f")

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


class Document(TypeDecorator[dict[str, Any]]):
    """A JSON document: a contract's terms, a flow, the detail of a finding."""

    impl = JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(JSONB() if dialect.name == "postgresql" else JSON())


_metadata = MetaData(naming_convention=NAMES)


class Base(DeclarativeBase):
    """What a model is to the type checker; flask-sqlalchemy makes the real base from it."""

    metadata = _metadata
    registry = registry(
        metadata=_metadata,
        type_annotation_map={datetime: UtcDateTime, Decimal: Exact, dict[str, Any]: Document},
    )


class Session(FlaskSession):
    """One that does not hand out by ``get`` what another scope has left in it."""

    def get(self, *args: Any, **kwargs: Any) -> Any:
        found = super().get(*args, **kwargs)
        tenant_id = scope.current().tenant_id
        return found if tenant_id in (None, scope.owner(found, tenant_id)) else None

    def get_bind(self, mapper: Any = None, clause: Any = None, bind: Any = None, **kwargs: Any) -> Any:
        """What a view that may lag reads comes from the replica, until it writes after all."""
        if bind is None and _is_lagging():
            if not (self._flushing or _writes(clause)):
                return db.engines[REPLICA]
            setattr(g, _LAGGING, False)
        return super().get_bind(mapper=mapper, clause=clause, bind=bind, **kwargs)


db = SQLAlchemy(model_class=Base, session_options={"class_": Session})

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


def init_app(app: Flask, database_url: str, direct_url: str = "", replica_url: str = "") -> None:
    """What fails says so without the values: call records and hashes of secrets are no matter for a log.

    With a ``direct_url`` the other address is a pooler's, which hands each transaction to any session.
    """
    app.config["SQLALCHEMY_DATABASE_URI"] = database_url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = _options(database_url, pooled=bool(direct_url))
    binds: dict[str, Any] = {}
    if direct_url:
        binds[_DIRECT] = {"url": direct_url, "poolclass": NullPool} | _options(direct_url)
    if replica_url:
        binds[REPLICA] = {"url": replica_url} | _options(replica_url, pooled=bool(direct_url))
        binds[REPLICA]["connect_args"]["connect_timeout"] = 3  # the primary can answer in its place
    app.config["SQLALCHEMY_BINDS"] = binds
    db.init_app(app)


def direct() -> Engine:
    """For what needs a session of its own: claims, migrations. No pooler lies in between."""
    engines = db.engines
    return engines.get(_DIRECT, engines[None])


@contextmanager
def lagging() -> Iterator[None]:
    """What is read in this request, or application context, comes from the replica (``replica.may_lag``)."""
    setattr(g, _LAGGING, True)
    try:
        yield
    finally:
        setattr(g, _LAGGING, False)


def _writes(clause: Any) -> bool:
    return getattr(clause, "is_dml", False) or getattr(clause, "_for_update_arg", None) is not None


def _is_lagging() -> bool:
    return has_app_context() and bool(g.get(_LAGGING))


def _options(url: str, *, pooled: bool = False) -> dict[str, Any]:
    options: dict[str, Any] = {"json_serializer": _dumps, "hide_parameters": True}
    if url.startswith("sqlite"):
        options["connect_args"] = {"timeout": 30, "isolation_level": None}
        return options
    given = make_url(url).query
    options["connect_args"] = {name: value for name, value in NOTICED.items() if name not in given}
    if pooled:
        options["connect_args"].pop("options", None)  # said to one session, meant for another
        options["connect_args"]["prepare_threshold"] = None  # the next session knows no such statement
    return options


def insert(model: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """An INSERT of the engine in use: both know ``on_conflict_do_nothing`` and ``…_do_update``."""
    if db.engine.dialect.name == "postgresql":
        return postgresql.insert(model)
    return sqlite.insert(model)


def slices(values: Iterable[T], size: int = 1000) -> Iterator[list[T]]:
    """``values`` in pieces short enough for an IN list: databases limit a statement's parameters."""
    rest = iter(values)
    while piece := list(islice(rest, size)):
        yield piece


def among(column: InstrumentedAttribute[Any], values: Iterable[Any]) -> ColumnElement[bool]:
    """``column.in_(values)`` for many values: on PostgreSQL they are one parameter, and one statement for any
    number of them, where as many parameters cost more than what they look up."""
    if db.engine.dialect.name != "postgresql":
        return column.in_(list(values))
    return column == any_(literal(list(values), postgresql.ARRAY(column.type)))


def reading() -> None:
    """Begin a transaction that only reads. Call it before the first query of a use case."""
    db.session.connection(execution_options={"seatyard_reads": True})


def only_reads() -> bool:
    """Whether the transaction was begun so."""
    return bool(db.session.connection().get_execution_options().get("seatyard_reads"))


@contextmanager
def transaction() -> Iterator[None]:
    """A transaction of its own, committed at the end; what the caller had begun is undone first.

    For loops that run for ever: outside the block they hold neither lock nor snapshot.
    """
    db.session.rollback()
    try:
        yield
        db.session.commit()
    finally:
        db.session.rollback()


@contextmanager
def snapshot() -> Iterator[None]:
    """A transaction of its own that only reads; its rows are as they are now."""
    db.session.rollback()
    reading()
    try:
        yield
    finally:
        db.session.rollback()


@contextmanager
def one_moment() -> Iterator[None]:
    """As ``snapshot``, and every statement in it sees the database as it was at the first of them."""
    db.session.rollback()
    options: dict[str, Any] = {"seatyard_reads": True}
    if db.engine.dialect.name == "postgresql":
        options["isolation_level"] = "REPEATABLE READ"
    db.session.connection(execution_options=options)
    try:
        yield
    finally:
        db.session.rollback()


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: Any) -> None:
    if isinstance(connection, sqlite3.Connection):
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=30000"):
            connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Any) -> None:
    """A writer takes SQLite's lock at once: upgrading a read later fails instead of waiting."""
    if connection.dialect.name == "sqlite":
        reads = connection.get_execution_options().get("seatyard_reads")
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
