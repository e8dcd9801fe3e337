"""Lists and reports over a year of ten million calls on PostgreSQL, each against a bare aggregate."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select, text

from billing.calls import Calls, count_calls
from billing.engine.spans import Span
from esl.calls import parts, refusals, service
from esl.calls.service import Filters
from esl.calls.statistics import per_day
from esl.models import Conversation
from seatyard.app import create_app
from seatyard.db import db, snapshot
from seatyard.months import months_after
from tests.factories import NodeFactory, TenantFactory
from tests.support.databases import Postgres, settings_for
from tests.support.postgres import binaries
from tests.support.postgres import running as server

CALLS = int(os.environ.get("SEATYARD_BENCH_CALLS", "10000000"))
TENANTS = 100
"""The first has a tenth of all calls, the others share the rest."""
YEAR = [months_after(date(2026, 1, 1), after) for after in range(12)]
ZONE = "Asia/Shanghai"
DECEMBER = Span(datetime(2026, 12, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
RUNS = 5

_FILL = """
INSERT INTO conversations (tenant_id, id, node_id, direction, caller, callee, did, outcome, cause, paid_uuid,
                           billusec, wait_us, refused, started_at, answered_at, ended_at)
SELECT :tenant + CASE WHEN n % 10 = 0 THEN 0 ELSE 1 + n % (:tenants - 1) END,
       md5(:month || ' ' || n)::uuid::text, :node,
       CASE WHEN n % 3 = 0 THEN 'outbound' ELSE 'inbound' END,
       '+8613' || lpad((hashint8(n) & 1073741823)::text, 10, '0'),
       '+86108888' || lpad((n % 1000)::text, 4, '0'), '+861088880001',
       CASE n % 7 WHEN 0 THEN 'abandoned' WHEN 1 THEN 'failed' ELSE 'answered' END, 'NORMAL_CLEARING',
       CASE n % 7 WHEN 1 THEN NULL ELSE n::text END, n % 600 * 1000000, n % 60 * 1000000,
       CASE WHEN n % 49 = 1 THEN 'policy' END, started, started, started + n % 600 * interval '1 second'
FROM generate_series(1, :count) n,
     LATERAL (SELECT CAST(:month AS timestamptz) + (hashint8(n + 1) & 1048575) / 1048576.0
                     * (CAST(:next AS timestamptz) - CAST(:month AS timestamptz)) AS started) t
"""


@dataclass(frozen=True, slots=True)
class Measured:
    title: str
    rows: int
    """That the bare aggregate counts: those that the question is about."""
    bare: float
    seconds: float
    """Medians."""


def run(said: Callable[[str], object]) -> Iterator[Measured]:
    bin_dir = binaries()
    assert bin_dir, "PostgreSQL is missing"
    home = Path(tempfile.mkdtemp(prefix="seatyard-bench-"))
    with server(bin_dir) as address, Postgres(home, address).fresh() as url:
        app = create_app(settings_for(home, url))
        with app.app_context():
            began = time.monotonic()
            tenant = _fill()
            said(f"{CALLS:,} calls made in {time.monotonic() - began:,.0f} s")
            yield from _measured(tenant)
            db.session.remove()
            db.engine.dispose()


def _fill() -> int:
    """The id of the first tenant."""
    tenants = [TenantFactory().id for _ in range(TENANTS)]
    assert tenants == list(range(tenants[0], tenants[0] + TENANTS))
    node = NodeFactory().id
    db.session.commit()
    for month in YEAR:
        parts.make(month)
        of_month = {"month": f"{month} 00:00+00", "next": f"{months_after(month, 1)} 00:00+00"}
        counts = {"count": CALLS // len(YEAR), "tenants": TENANTS, "tenant": tenants[0], "node": node}
        db.session.execute(text(_FILL), {**of_month, **counts})
        db.session.commit()
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE conversations")
    return int(tenants[0])


def _measured(tenant: int) -> Iterator[Measured]:
    own, december = Conversation.tenant_id == tenant, _of(DECEMBER)
    with snapshot():
        sample = service.calls(tenant, Filters(until=DECEMBER.starts)).calls[-1]
        middle = f"{datetime(2026, 7, 1, tzinfo=UTC).isoformat()}~{sample.id}"
    month = Filters(since=DECEMBER.starts, until=DECEMBER.ends)
    lost = Filters(since=DECEMBER.starts, until=DECEMBER.ends, outcome="abandoned")
    since = DECEMBER.ends - timedelta(days=30)
    asked: list[tuple[str, tuple[object, ...], Callable[[], object]]] = [
        ("a tenant's latest calls", (own,), lambda: service.calls(tenant)),
        ("everybody's latest calls", (), lambda: service.calls(None)),
        ("a tenant's calls, half a year back", (own,), lambda: service.calls(tenant, after=middle)),
        ("a tenant's calls of a month", (own, december), lambda: service.calls(tenant, month)),
        ("those given up in a queue", (own, december), lambda: service.calls(tenant, lost)),
        ("a number's calls of a year", (own,), lambda: service.calls(tenant, Filters(number=sample.caller))),
        ("one call", (own,), lambda: service.call(tenant, sample.id)),
        ("calls a day of a month", (own, december), lambda: per_day(tenant, ZONE)),
        ("refusals of thirty days", (own, december), lambda: refusals.since(tenant, since)),
        ("a month's calls counted for a bill", (own, december), lambda: count_calls(tenant, DECEMBER)),
        ("a month's calls read for a bill", (own, december), lambda: sum(1 for _ in Calls(tenant, DECEMBER))),
    ]
    bare: dict[int, tuple[int, float]] = {}
    for title, which, ask in asked:
        if len(which) not in bare:
            query = select(func.count(), func.sum(Conversation.billusec)).where(*which)  # type: ignore[arg-type]
            bare[len(which)] = _timed(lambda query=query: int(db.session.execute(query).one()[0]))
        rows, seconds = bare[len(which)]
        yield Measured(title, rows, seconds, _timed(ask)[1])


def _of(span: Span) -> object:
    return (Conversation.started_at >= span.starts) & (Conversation.started_at < span.ends)


def _timed(ask: Callable[[], object]) -> tuple[object, float]:
    """What it answers, and the median of some runs."""
    took = []
    for _ in range(RUNS):
        with snapshot():
            began = time.monotonic()
            answer = ask()
            took.append(time.monotonic() - began)
    return answer, statistics.median(took)
