"""Lists and reports over a year of ten million calls on PostgreSQL, each against a bare SELECT of a month."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Select, func, select

from billing import availability
from billing.calls import Calls, by_kind, count_calls
from billing.engine.spans import Span
from billing.invoices import charged, evidence
from billing.models import InvoiceLine
from esl.calls import refusals, service
from esl.calls.service import Filters
from esl.calls.statistics import per_day
from esl.models import Conversation, Hangup, Leg
from esl.outages import status
from esl.queues import handling
from esl.reconcile import records
from esl.recordings import service as recordings
from esl.seat_time import listing
from seatyard import clock
from seatyard.app import create_app
from seatyard.db import db, snapshot
from tenants.models import Seat, Tenant
from tests.support.databases import Postgres, settings_for
from tests.support.postgres import binaries
from tests.support.postgres import running as server

from . import year
from .year import DECEMBER, ENDS, ZONE, Year

CALLS = int(os.environ.get("SEATYARD_BENCH_CALLS", "10000000"))
RUNS = 5
MONTH = Span(DECEMBER, ENDS)
OWN, ALL, LEGS, HEARD = "calls", "all calls", "legs", "all hang-ups"
"""Of December: the first tenant's calls, everybody's; its legs; everybody's hang-ups."""

Ask = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Measured:
    title: str
    of: str
    """Which rows the bare SELECT reads."""
    rows: int
    bare: float
    """That it takes to count them and to sum up a column."""
    seconds: float
    """Medians."""


def run(said: Callable[[str], object]) -> Iterator[Measured]:
    bin_dir = binaries()
    assert bin_dir, "PostgreSQL is missing"
    with (
        tempfile.TemporaryDirectory(prefix="seatyard-bench-") as home,
        server(bin_dir) as address,
        Postgres(Path(home), address).fresh() as url,
    ):
        app = create_app(settings_for(Path(home), url))
        with app.app_context():
            began = time.monotonic()
            made = year.fill(CALLS)
            said(f"{CALLS:,} calls made in {time.monotonic() - began:,.0f} s")
            with clock.frozen(ENDS):
                yield from measured(made)
            db.session.remove()
            db.engine.dispose()


def measured(made: Year) -> Iterator[Measured]:
    bare = {of: _timed(lambda query=query: _rows(query)) for of, query in _bare(made).items()}
    for title, of, ask in questions(made):
        rows, seconds = bare[of]
        yield Measured(title, of, int(str(rows)), seconds, _timed(ask)[1])


def _bare(made: Year) -> dict[str, Select[Any]]:
    c, g, h, many = Conversation, Leg, Hangup, func.count()
    return {
        OWN: select(many, func.sum(c.billusec)).where(c.tenant_id == made.tenant_id, *_during(c.started_at)),
        ALL: select(many, func.sum(c.billusec)).where(*_during(c.started_at)),
        LEGS: select(many, func.sum(g.billusec)).where(g.tenant_id == made.tenant_id, *_during(g.started_at)),
        HEARD: select(many, func.sum(h.billusec)).where(*_during(h.at)),
    }


def questions(made: Year) -> Iterator[tuple[str, str, Ask]]:
    """What is asked, which rows it is set against, and how."""
    yield from _of_calls(made.tenant_id)
    yield from _of_a_call(made.tenant_id)
    yield from _of_pages(made.tenant_id)
    yield from _of_bills(made)
    yield from _of_records()


def _of_calls(tenant: int) -> Iterator[tuple[str, str, Ask]]:
    with snapshot():
        sample = service.calls(tenant, Filters(until=DECEMBER)).calls[-1]
        middle = f"{datetime(2026, 7, 1, tzinfo=UTC).isoformat()}~{sample.id}"
        caller, callee = sample.caller, sample.callee
        seat = db.session.scalar(select(Seat.id).where(Seat.tenant_id == tenant).limit(1))
    month = {"since": DECEMBER, "until": ENDS}
    yield "a tenant's latest calls", OWN, lambda: service.calls(tenant)
    yield "everybody's latest calls", ALL, lambda: service.calls(None)
    yield "a tenant's calls, half a year back", OWN, lambda: service.calls(tenant, after=middle)
    yield "a tenant's calls of a month", OWN, lambda: service.calls(tenant, Filters(**month))
    lost = Filters(**month, outcome="abandoned")
    yield "those given up in a queue", OWN, lambda: service.calls(tenant, lost)
    none = Filters(outcome="self_service")
    yield "an outcome that no call had", OWN, lambda: service.calls(tenant, none)
    yield "a caller's calls of a year", OWN, lambda: service.calls(tenant, Filters(number=caller))
    yield "the calls of a number called", OWN, lambda: service.calls(tenant, Filters(number=callee))
    yield "the calls of a number never heard of", OWN, lambda: service.calls(tenant, Filters(number="+1999"))
    yield "a caller's, among everybody's", ALL, lambda: service.calls(None, Filters(number=caller))
    yield "a seat's latest calls", OWN, lambda: service.calls(tenant, Filters(seat_id=seat))


def _of_a_call(tenant: int) -> Iterator[tuple[str, str, Ask]]:
    with snapshot():
        sample = service.calls(tenant, Filters(until=DECEMBER)).calls[-1].id
        uuids = [leg.uuid for leg in service.call(tenant, sample)[1]]
    yield "a call and its legs", OWN, lambda: service.call(tenant, sample)
    yield "the lines that charged it", OWN, lambda: charged.lines_charging(tenant, sample, uuids)
    yield "with its recordings", OWN, lambda: recordings.of_legs(tenant, service.call(tenant, sample)[1])
    latest = recordings.Filters()
    yield "a tenant's latest recordings", OWN, lambda: recordings.listing(tenant, latest)
    with snapshot():
        number = recordings.Filters(number=service.calls(tenant, Filters(outcome="answered")).calls[0].caller)
    yield "a number's recordings", OWN, lambda: recordings.listing(tenant, number)


def _of_pages(tenant: int) -> Iterator[tuple[str, str, Ask]]:
    day = ENDS - timedelta(days=2)
    yield "calls a day of a month", OWN, lambda: per_day(tenant, ZONE)
    yield "refusals of thirty days", OWN, lambda: refusals.since(tenant, ENDS - timedelta(days=30))
    yield "how long a queue talks", OWN, lambda: handling._mean_talk(tenant, 1)
    yield "a tenant's status page", OWN, lambda: (status.of(tenant), availability.of_month(tenant))
    yield "a page of seats' time of a day", LEGS, lambda: listing.day_of(_tenant(tenant), day.date(), 1)
    name = _tenant(tenant).name
    naive = [moment.replace(tzinfo=None) for moment in (DECEMBER, day)]
    yield "all seats' time of a month", LEGS, lambda: listing.report(name, *naive)


def _of_bills(made: Year) -> Iterator[tuple[str, str, Ask]]:
    tenant = made.tenant_id
    yield "a month's calls counted for a bill", OWN, lambda: count_calls(tenant, MONTH)
    yield "its talk by kind of leg", LEGS, lambda: by_kind(tenant, MONTH)
    yield "its calls read for a bill", OWN, lambda: sum(1 for _ in Calls(tenant, MONTH))
    with snapshot():
        after, invoice_id = charged.calls(_line(made)).after, _line(made).invoice_id
    middle = f"{datetime(2026, 12, 15, tzinfo=UTC).isoformat()}~{after.partition('~')[2]}"
    yield "how much evidence an invoice has", OWN, lambda: evidence.counts(invoice_id)
    yield "the calls behind a line", OWN, lambda: charged.calls(_line(made))
    yield "a page in their middle", OWN, lambda: charged.calls(_line(made), middle)


def _of_records() -> Iterator[tuple[str, str, Ask]]:
    day = timedelta(days=1)
    yield "a quarter of an hour reconciled", HEARD, lambda: records.compare(ENDS - day / 96, ENDS)
    yield "two days reconciled", HEARD, lambda: records.compare(ENDS - 2 * day, ENDS)
    yield "a month reconciled", HEARD, lambda: records.reconcile(DECEMBER, ENDS)


def _tenant(id: int) -> Tenant:
    return db.session.get_one(Tenant, id)


def _line(made: Year) -> InvoiceLine:
    return db.session.get_one(InvoiceLine, made.december)


def _during(moment: Any) -> tuple[Any, Any]:
    return moment >= MONTH.starts, moment < MONTH.ends


def _rows(query: Select[Any]) -> int:
    return int(db.session.execute(query).one()[0])


def _timed(ask: Ask) -> tuple[object, float]:
    """What it answers, and the median of some runs."""
    took = []
    for _ in range(RUNS):
        db.session.remove()
        began = time.monotonic()
        answer = ask()
        took.append(time.monotonic() - began)
    db.session.remove()
    return answer, statistics.median(took)
