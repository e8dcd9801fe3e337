"""Call records taken in and folded, against a bare COPY of the same rows into the same PostgreSQL."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import psycopg
from flask import Flask
from psycopg import sql

from esl.calls import fold
from esl.cdr import body, service, via
from esl.cdr.keeping import Arrival
from seatyard.app import create_app
from seatyard.db import db
from tests.esl.calls.world import acme
from tests.support import captures
from tests.support.databases import Postgres, settings_for
from tests.support.postgres import binaries
from tests.support.postgres import running as server

from . import posting
from .cpu import Spent, parent, spent

RECORDS = int(os.environ.get("SEATYARD_BENCH_RECORDS", "20000"))
BATCH = 100
"""Records of one transaction where they come in bulk."""
COLUMNS = "node_id, uuid, leg, sha256, body, via, received_at"
_UUID = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Measured:
    title: str
    records: int
    spent: Spent
    senders: float = 0.0
    """Processor seconds of those who sent the records, left out of ``spent``."""


def run() -> Iterator[Measured]:
    bin_dir = binaries()
    assert bin_dir, "PostgreSQL is missing"
    home = Path(tempfile.mkdtemp(prefix="seatyard-bench-"))
    records = list(_records(RECORDS))
    with server(bin_dir) as address:
        databases = Postgres(home, address)
        with databases.fresh() as url:
            yield from _copied(url, records)
        with databases.fresh() as url:
            app = create_app(settings_for(home, url))
            with app.app_context():
                acme()
                yield _in_bulk(records)
                yield _folded(len(records))
                db.session.remove()
                db.engine.dispose()
        with databases.fresh() as url:
            app = create_app(settings_for(home, url))
            with app.app_context():
                acme()
                db.session.remove()
                db.engine.dispose()
            yield from _posted(app, home, records)


def _records(count: int) -> Iterator[bytes]:
    """The captured calls, again and again under new uuids."""
    scenarios = [captures.bodies(name) for name in captures.scenarios()]
    made, at = 0, 0
    while True:
        for bodies in scenarios:
            at += 1
            for raw in bodies:
                yield _UUID.sub(lambda found, at=at: _renamed(found[0], at), raw)
                made += 1
                if made == count:
                    return


def _renamed(uuid: bytes, call: int) -> bytes:
    return str(UUID(bytes=hashlib.md5(uuid + b"%d" % call, usedforsecurity=False).digest())).encode()


def _copied(url: str, records: Sequence[bytes]) -> Iterator[Measured]:
    """The rows as they would lie in the table; without keys, and with those that make each once."""
    at = datetime(2026, 3, 1, tzinfo=UTC)
    rows = [(1, p.uuid, p.leg, p.sha256, p.text, "post", at) for p in map(body.read, records)]
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        postmaster = parent(connection.info.backend_pid)
        for title, like in (("COPY", ""), ("COPY, with the keys", "INCLUDING ALL")):
            connection.execute(
                sql.SQL("DROP TABLE IF EXISTS bare; CREATE TABLE bare (LIKE cdr_records {})").format(
                    sql.SQL(like)
                )
            )
            if not like:
                connection.execute("ALTER TABLE bare ALTER id DROP NOT NULL")
            connection.commit()

            def copy() -> None:
                with connection.cursor().copy(f"COPY bare ({COLUMNS}) FROM STDIN") as into:
                    for row in rows:
                        into.write_row(row)
                connection.commit()

            _, took = spent(copy, time.process_time, postmaster)
            yield Measured(title, len(rows), took)


def _in_bulk(records: Sequence[bytes]) -> Measured:
    """As a sweep does it: parsed and inserted, a transaction a batch."""

    def take() -> None:
        for at in range(0, len(records), BATCH):
            batch = [Arrival("fs1", body.read(raw), "", via.SWEEP) for raw in records[at : at + BATCH]]
            assert set(service.commit(batch)) == {"stored"}

    _, took = spent(take, time.process_time, postmaster())
    return Measured(f"intake in batches of {BATCH}", len(records), took)


def _folded(count: int) -> Measured:
    done, took = spent(fold.fold_all, time.process_time, postmaster())
    assert done == count, done
    return Measured("folding", count, took)


def _posted(app: Flask, home: Path, records: Sequence[bytes]) -> Iterator[Measured]:
    """Over HTTP, into one web process; then the same to an application that does nothing."""
    with app.app_context():
        server_pid = postmaster()
        db.session.remove()
        db.engine.dispose()
    count, took, senders = posting.to_seatyard(app, home, records, server_pid)
    yield Measured(f"intake by HTTP, {posting.SENDERS} at once", count, took, senders)
    count, took, senders = posting.to_nobody(home, records, server_pid)
    yield Measured("gunicorn's empty answers", count, took, senders)


def postmaster() -> int:
    pid = db.session.connection().exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
    db.session.rollback()
    return parent(int(pid))
