"""A month of many tenants on PostgreSQL: drafted, finalised, printed, against one SELECT of its calls."""

from __future__ import annotations

import os
import resource
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select, text

from billing.drafts import making
from billing.exports.printing import printed
from billing.invoices import service as invoices
from esl.calls import parts
from esl.models import Conversation
from seatyard import clock
from seatyard.app import create_app
from seatyard.db import db, snapshot
from tenants.models import Seat, SeatTenure
from tests.billing.killed import kill, status_of
from tests.factories import (
    ContractFactory,
    NodeFactory,
    PlacementFactory,
    SeatFactory,
    SeatTenureFactory,
    TenantFactory,
)
from tests.support.databases import Postgres, settings_for
from tests.support.postgres import binaries
from tests.support.postgres import running as server

TENANTS = int(os.environ.get("SEATYARD_BENCH_TENANTS", "1000"))
SEATS = int(os.environ.get("SEATYARD_BENCH_SEATS", "100"))
CALLS = int(os.environ.get("SEATYARD_BENCH_CALLS", "1000000"))
JOBS = int(os.environ.get("SEATYARD_BENCH_JOBS", "2"))
PERIOD, APRIL = "2026-03", datetime(2026, 4, 2, tzinfo=UTC)

_CALLS = """
INSERT INTO conversations (tenant_id, id, node_id, direction, caller, callee, did, outcome, cause, paid_uuid,
                           paid_kind, billusec, wait_us, started_at, answered_at, ended_at)
SELECT :first + n % :tenants, id, :node, direction, '+8613800138000',
       '+86108888' || lpad((n % 1000)::text, 4, '0'),
       CASE direction WHEN 'inbound' THEN '+861088880001' END, 'answered', 'NORMAL_CLEARING', id, direction,
       n % 600 * 1000000, 0, started, started, started + n % 600 * interval '1 second'
FROM generate_series(1, :count) n, LATERAL (SELECT md5(n::text)::uuid::text AS id,
    CASE WHEN n % 3 = 0 THEN 'outbound' ELSE 'inbound' END AS direction,
    timestamptz '2026-03-01 00:00+08' + n * interval '30 days' / (:count + 1) AS started) one
"""


@dataclass(frozen=True, slots=True)
class Measured:
    title: str
    seconds: float
    megabytes: float
    """At most, of this process and of the largest of those that worked for it."""


def run(said: Callable[[str], object]) -> Iterator[Measured]:
    """The SELECT first; then each step of the month over all contracts."""
    bin_dir = binaries()
    assert bin_dir, "PostgreSQL is missing"
    with (
        tempfile.TemporaryDirectory(prefix="seatyard-bench-") as home,
        server(bin_dir) as address,
        Postgres(Path(home), address).fresh() as url,
    ):
        app = create_app(settings_for(Path(home), url))
        with app.app_context(), clock.frozen(APRIL):
            _fill()
            said(f"{TENANTS:,} tenants of {SEATS} seats, {CALLS:,} calls, {JOBS} processes")
            yield _timed("one SELECT of the calls", _read)
            yield _timed("closed to drafts", lambda: _whole(making.draft(PERIOD, jobs=JOBS), making.NEW))
            yield _timed("drafts again", lambda: _whole(making.draft(PERIOD, jobs=JOBS), making.SAME))
            yield _timed("finalised", lambda: _whole(invoices.close(PERIOD, jobs=JOBS), invoices.FINALISED))
            folder = Path(home) / "paper"
            yield _timed("printed as PDF, killed half-way", lambda: _cut_off(folder))
            yield _timed("printed on from there", lambda: _print(folder))
            db.session.remove()
            db.engine.dispose()


def _timed(title: str, work: Callable[[], object]) -> Measured:
    began = time.monotonic()
    work()
    seconds = time.monotonic() - began
    most = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return Measured(title, seconds, most / 1024)


def _whole(made: list[Any], status: str) -> None:
    assert {one.status for one in made} == {status}, {one.status for one in made}
    assert len(made) == TENANTS


def _read() -> None:
    """Every call of the month once, in the columns that a close reads, a piece at a time."""
    c = Conversation
    columns = c.id, c.direction, c.paid_kind, c.did, c.callee, c.started_at, c.billusec, c.answered_at
    query = select(*columns).where(c.paid_uuid.is_not(None)).order_by(c.tenant_id, c.started_at)
    with snapshot(), db.session.execute(query, execution_options={"yield_per": 2000}) as rows:
        assert sum(1 for _ in rows) == CALLS


def _cut_off(folder: Path) -> None:
    """Killed with half of them written."""
    code = status_of(
        lambda: printed(
            PERIOD, folder, jobs=JOBS, progress=lambda done, of: kill() if done * 2 >= of else None
        )
    )
    assert code == -signal.SIGKILL


def _print(folder: Path) -> None:
    made = printed(PERIOD, folder, jobs=JOBS)
    assert TENANTS / 2 <= made.known < TENANTS
    assert (made.written, made.failed) == (TENANTS - made.known, [])


def _fill() -> None:
    node = NodeFactory()
    tenants = [TenantFactory(timezone="Asia/Shanghai") for _ in range(TENANTS)]
    for tenant in tenants:
        PlacementFactory(tenant_id=tenant.id, node=node)
        ContractFactory(tenant_id=tenant.id)
    seat = SeatFactory(tenant=tenants[0], number="1", type="standard")
    tenure = SeatTenureFactory(seat=seat, starts_at=datetime(2026, 2, 1, tzinfo=UTC))
    db.session.commit()
    first = tenants[0].id
    assert [one.id for one in tenants] == list(range(first, first + TENANTS))
    named = {"tenant_id": ":first + n % :tenants", "number": "(1000 + n / :tenants)::text"}
    given = {"first": first, "tenants": TENANTS, "count": SEATS * TENANTS, "seat": seat.id}
    _like(Seat, named, f"seats one, generate_series(0, :count - 1) n WHERE one.id = {seat.id}", given)
    _like(
        SeatTenure,
        {"seat_id": "s.id"},
        f"seat_tenures one, seats s WHERE one.id = {tenure.id} AND s.id <> {seat.id}",
        {},
    )
    db.session.execute(text("DELETE FROM seat_tenures WHERE seat_id = :seat"), {"seat": seat.id})
    db.session.execute(text("DELETE FROM seats WHERE id = :seat"), {"seat": seat.id})
    db.session.commit()
    parts.make(date(2026, 3, 1))
    db.session.execute(text(_CALLS), given | {"count": CALLS, "node": node.id})
    db.session.commit()
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")


def _like(model: type[Any], otherwise: dict[str, str], source: str, given: dict[str, Any]) -> None:
    """Many rows like the one that a factory made, but for some columns."""
    names = [column.name for column in model.__table__.columns if column.name != "id"]
    values = [otherwise.get(name, f'one."{name}"') for name in names]
    columns = ", ".join(f'"{name}"' for name in names)
    statement = f"INSERT INTO {model.__tablename__} ({columns}) SELECT {', '.join(values)} FROM {source}"  # noqa: S608
    db.session.execute(text(statement), {name: given[name] for name in given if f":{name}" in statement})
