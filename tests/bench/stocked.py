"""A house of many tenants on PostgreSQL, made inside it: seats, calls, and whatever else grows with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select, text

from esl.call_sums import keeping
from esl.call_sums.models import CallDay, CallSum, SeatCallSum
from esl.calls import parts
from seatyard import clock
from seatyard.db import db
from seatyard.months import months_after
from tenants.models import Tenant
from tests.factories import CdrRecordFactory

from . import leased, money
from .year import CALLS as CALLS_OF_A_MONTH
from .year import LEGS as LEGS_OF_THEM

MONTHS = 3
"""Over whose days calls are spread evenly, the current one the last: up to today."""


@dataclass(frozen=True, slots=True)
class Stock:
    tenants: int
    calls: int
    seats: int = 100
    """Of each tenant."""
    days: int = 30
    """Of seats' states, registrations and kept times, of recordings and records."""
    asked: int = 4
    """The first tenants, whose pages are asked for: what their calls came to is kept of all days; of the
    others as much as of the last of these, for as many days as other things."""


SEATS = """
INSERT INTO seats (id, tenant_id, number, name, type, a1_hash, active, devices, supervisor)
SELECT tenant_id * 100 + n, tenant_id, (1000 + n)::text, name, type, a1_hash, active, devices, supervisor
FROM seats, generate_series(:had, :seats - 1) n WHERE id = tenant_id * 100 AND tenant_id >= :first
"""
TENURES = """
INSERT INTO seat_tenures (seat_id, type, starts_at)
SELECT id, type, CAST(:now AS timestamptz) - interval '1 year' FROM seats WHERE tenant_id >= :first
"""
STATES = """
INSERT INTO seat_state_changes (tenant_id, seat_id, evidence, at, state, source, by)
SELECT tenant_id, id, 'x' || day || n,
       CAST(:now AS timestamptz) - day * interval '1 day' + n * interval '8 hours',
       CASE n WHEN 0 THEN 'ready' ELSE 'signed_out' END, 'star_code', ''
FROM seats, generate_series(1, :days) day, generate_series(0, 1) n WHERE tenant_id >= :first
"""
REGISTRATIONS = """
INSERT INTO seat_registrations (tenant_id, seat_id, at, marks, source)
SELECT tenant_id, seat_id, at, CASE state WHEN 'ready' THEN 'x' ELSE '' END, 'heard' FROM seat_state_changes
"""
SEAT_DAYS = """
INSERT INTO seat_days (tenant_id, day, seat_id,
                       talking, hold, ringing, dialling, after_call, ready, busy, unknown)
SELECT tenant_id, CAST(:now AS date) - day, id, 7200000000, 60000000, 0, 0, 600000000, 18000000000, 0, 0
FROM seats, generate_series(1, :days) day WHERE tenant_id >= :first
"""
SEAT_HOURS = """
INSERT INTO seat_hours (tenant_id, day, hour,
                        talking, hold, ringing, dialling, after_call, ready, busy, unknown)
SELECT id, CAST(:now AS date) - day, hour, 7200000000, 60000000, 0, 0, 600000000, 18000000000, 0, 0
FROM tenants, generate_series(1, :days) day, generate_series(0, 23) hour WHERE id >= :first
"""
KEPT = """
INSERT INTO seat_days_kept (tenant_id, day, computed_at)
SELECT id, CAST(:now AS date) - day, :now FROM tenants, generate_series(1, :days) day WHERE id >= :first
"""
RECORDS = """
INSERT INTO cdr_records (node_id, uuid, leg, sha256, body, via, received_at, folded_at)
SELECT node_id, uuid, leg, '', '{}', 'post', ended_at, ended_at FROM legs WHERE started_at >= :since
"""
HANGUPS = """
INSERT INTO hangups (node_id, uuid, tenant_id, started_at, at, billusec, cause)
SELECT node_id, uuid, tenant_id, started_at, ended_at, billusec, cause FROM legs WHERE started_at >= :since
"""
RECORDINGS = """
INSERT INTO recordings (tenant_id, id, kind, node_id, leg_uuid, source, started_at, ended_at, length_ms,
                        bytes, sha256, key_version, state, told_heard, taken_at)
SELECT tenant_id, uuid, 'call', node_id, uuid, '', started_at, ended_at, 1, 1, '', 1, 'stored', false,
       ended_at
FROM legs WHERE side = 'carrier' AND answered_at IS NOT NULL AND started_at >= :since
"""
EVIDENCE = """
INSERT INTO line_evidence (tenant_id, line_id, kind, subject, quantity)
SELECT c.tenant_id, (c.tenant_id * 100 + 11) * 10 + 1, 'call', c.id, 1 FROM conversations c
WHERE c.started_at < :since AND c.tenant_id >= :first
"""
TRAIL = """
INSERT INTO audit_entries (id, at, actor, role, whence, action, what, tenant_id, previous, hash)
SELECT n, '2026-03-01T00:00:00.000000+00:00', 'li' || n % 100, 'tenant', '', 'seen', 'calls/' || n,
       :first + n % :tenants, '', '' FROM generate_series(100000, 100000 + :trail) n
"""
MAILS = """
INSERT INTO mails (tenant_id, key, about, subject, text, made_at, next_at, attempts, problem, sent_at,
                   recipients)
SELECT id, 'k' || id || '-' || n, 'SY', 's', '', :now, :now, 1, '', :now, '{}' FROM tenants,
       generate_series(1, 50) n WHERE id >= :first
"""
OUTLOOKS = """
INSERT INTO outlook_totals (contract_id, "on", tenant_id, period, currency, total, problem, computed_at,
                            latest)
SELECT id, CAST(:now AS date) - day, tenant_id, to_char(CAST(:now AS date) - day, 'YYYY-MM'), 'CNY', 2000,
       '', :now, day = 0 OR extract(day FROM CAST(:now AS date) - day + 1) = 1
FROM contracts, generate_series(0, :days) day WHERE tenant_id >= :first
"""
MADE = (
    *(SEATS, TENURES, STATES, REGISTRATIONS, SEAT_DAYS, SEAT_HOURS, KEPT, RECORDS, HANGUPS, RECORDINGS),
    *(EVIDENCE, TRAIL, MAILS, OUTLOOKS),
    *money.MADE,
)


def fill(stock: Stock) -> list[str]:
    """Make them; the tenants' names, of which the first has a tenth of all calls. Commits."""
    told = [name for name, _ in leased.fill(stock.tenants)]
    record = CdrRecordFactory()
    db.session.commit()
    today = clock.now().date()
    months = [months_after(today.replace(day=1), at - MONTHS + 1) for at in range(MONTHS)]
    # Records of all legs, of which nobody asks here, would be made for nothing else.
    db.session.execute(text("ALTER TABLE legs DROP CONSTRAINT fk_legs_cdr_id_cdr_records"))
    node_id, cdr_id = record.node_id, record.id
    given: dict[str, object] = {"tenant": leased.FIRST, "tenants": stock.tenants, "node": node_id}
    given |= {"seats": stock.seats, "seat": leased.FIRST * 100, "cdr": cdr_id}
    tomorrow = today + timedelta(days=1)
    for month in months:
        ends = min(months_after(month, 1), tomorrow)
        count = stock.calls * (ends - month).days // (tomorrow - months[0]).days
        _month(month, ends, given | {"count": count})
    said: Mapping[str, object] = {
        "now": clock.now(),
        "first": leased.FIRST,
        "tenants": stock.tenants,
        "had": leased.SEATS,
        "seats": stock.seats,
        "days": stock.days,
        "since": clock.now() - timedelta(days=stock.days),
        "trail": max(200_000, stock.calls // 10),
        "open": money.OPEN,
    }
    for statement in MADE:
        db.session.execute(text(statement), said)
        db.session.commit()
    _keep_calls(stock, months[0])
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")
    return told


def _month(month: date, ends: date, given: Mapping[str, object]) -> None:
    """Calls and legs up to a day, into the month's parts."""
    parts.make(month)
    given = {**given, "month": f"{month} 00:00+00", "next": f"{ends} 00:00+00"}
    names = {"calls": parts.part("conversations", month), "legs": parts.part("legs", month)}
    db.session.execute(text(CALLS_OF_A_MONTH.format(table=names["calls"])), given)
    db.session.execute(text(LEGS_OF_THEM.format(table=names["legs"], calls=names["calls"])), given)
    db.session.commit()


def _keep_calls(stock: Stock, first: date) -> None:
    """As ``seatyard clock`` keeps them; up to yesterday."""
    last = leased.FIRST + stock.asked - 1
    for tenant_id in range(leased.FIRST, last + 1):
        zone = ZoneInfo(db.session.get_one(Tenant, tenant_id).timezone)
        today = clock.now().astimezone(zone).date()
        for at in range((today - first).days):
            assert keeping.keep(tenant_id, first + timedelta(days=at))
    since = clock.now().date() - timedelta(days=stock.days)
    for model in (CallDay, CallSum, SeatCallSum):
        of, others = model.__table__, Tenant.__table__.c.id
        as_theirs = {"tenant_id": others, "seat_id": of.c.get("seat_id", 0) + (others - last) * stock.seats}
        rows = select(*(as_theirs.get(one.name, one) for one in of.columns))
        rows = rows.join_from(of, Tenant.__table__, others > last)
        rows = rows.where(of.c.tenant_id == last, of.c.day >= since)
        db.session.execute(insert(of).from_select(list(of.columns.keys()), rows))
        db.session.commit()
