"""A year of calls on PostgreSQL, made inside it: calls and legs by the month; hang-ups, records and
recordings of the last one; a tenant's twelve invoices with the calls behind them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import text

from billing.models import InvoiceLine
from esl.calls import parts
from seatyard.db import db
from seatyard.months import months_after
from tests.factories import (
    CdrRecordFactory,
    ContractFactory,
    InvoiceFactory,
    InvoiceLineFactory,
    NodeFactory,
    PlacementFactory,
    SeatFactory,
    SeatTenureFactory,
    TenantFactory,
)

TENANTS = 100
"""The first has a tenth of all calls, the others share the rest."""
SEATS = 200
"""Of each; the first tenant's are really there."""
MONTHS = [months_after(date(2026, 1, 1), after) for after in range(12)]
ZONE = "Asia/Shanghai"
STARTS, DECEMBER, ENDS = (
    datetime(year, month, 1, tzinfo=UTC) for year, month in ((2026, 1), (2026, 12), (2027, 1))
)

CALLS = """
INSERT INTO {table} (tenant_id, id, node_id, direction, caller, callee, did, outcome, cause, queue_id,
                     seat_id, paid_uuid, paid_kind, billusec, wait_us, refused, started_at, answered_at,
                     ended_at)
SELECT :tenant + tenant, id, :node, direction, number, '+86108888' || lpad((n % 1000)::text, 4, '0'),
       CASE direction WHEN 'inbound' THEN '+861088880001' END, outcome, 'NORMAL_CLEARING',
       CASE direction WHEN 'inbound' THEN n % 5 + 1 END,
       CASE outcome WHEN 'answered' THEN :seat + tenant * :seats + n / 10 % :seats END,
       CASE outcome WHEN 'failed' THEN NULL ELSE id END,
       CASE outcome WHEN 'failed' THEN NULL ELSE direction END,
       CASE outcome WHEN 'failed' THEN 0 ELSE n % 600 * 1000000 END, n % 60 * 1000000,
       CASE WHEN n % 49 = 1 THEN 'policy' END, started, CASE outcome WHEN 'failed' THEN NULL ELSE started END,
       started + n % 600 * interval '1 second'
FROM generate_series(1, :count) n, LATERAL (SELECT
    CASE WHEN n % 10 = 0 THEN 0 ELSE 1 + n % (:tenants - 1) END AS tenant,
    md5(:month || ' ' || n)::uuid::text AS id,
    '+8613' || lpad((hashint8(n) & 65535)::text, 9, '0') AS number,
    CASE WHEN n % 3 = 0 THEN 'outbound' ELSE 'inbound' END AS direction,
    CASE n % 7 WHEN 0 THEN 'abandoned' WHEN 1 THEN 'failed' ELSE 'answered' END AS outcome,
    CAST(:month AS timestamptz) + n * (CAST(:next AS timestamptz) - CAST(:month AS timestamptz))
        / (:count + 1) AS started) one
"""
LEGS = """
INSERT INTO {table} (tenant_id, node_id, uuid, leg, conversation_id, cdr_id, side, direction, kind, caller,
                     callee, queue_id, seat_id, cc_side, started_at, answered_at, ended_at, billusec, cause)
SELECT tenant_id, node_id, CASE side WHEN 'carrier' THEN id ELSE md5(id)::uuid::text END, 'a', id, :cdr, side,
       direction, CASE side WHEN 'carrier' THEN direction ELSE 'internal' END, caller, callee, queue_id,
       CASE side WHEN 'seat' THEN seat_id END, CASE side WHEN 'seat' THEN 'agent' END, started_at,
       answered_at, ended_at, billusec, cause
FROM {calls}, (VALUES ('carrier'), ('seat')) sides (side)
WHERE side = 'carrier' OR outcome = 'answered'
"""
_FURTHER = """
INSERT INTO {table} (tenant_id, node_id, uuid, leg, conversation_id, cdr_id, side, direction, kind, caller,
                     callee, started_at, answered_at, ended_at, billusec, cause)
SELECT tenant_id, node_id, 'further-' || id, 'a', id, :cdr, 'carrier', 'outbound', 'transferred', caller,
       callee, started_at, answered_at, ended_at, billusec, cause
FROM {calls} WHERE outcome = 'answered' AND id LIKE '00%'
"""
_RECORDS = """
INSERT INTO cdr_records (node_id, uuid, leg, sha256, body, via, received_at, folded_at)
SELECT node_id, uuid, leg, '', '{}', 'post', ended_at, ended_at FROM legs
WHERE started_at >= :since AND started_at < :until
"""
_HANGUPS = """
INSERT INTO hangups (node_id, uuid, tenant_id, started_at, at, billusec, cause)
SELECT node_id, uuid, tenant_id, started_at, ended_at, billusec, cause FROM legs
WHERE started_at >= :since AND started_at < :until
"""
_RECORDINGS = """
INSERT INTO recordings (tenant_id, id, kind, node_id, leg_uuid, source, started_at, ended_at, length_ms,
                        bytes, sha256, key_version, state, told_heard, taken_at)
SELECT tenant_id, uuid, 'call', node_id, uuid, '', started_at, ended_at, 1, 1, '', 1, 'stored', false,
       ended_at
FROM legs WHERE tenant_id = :tenant AND side = 'carrier' AND answered_at IS NOT NULL
                AND started_at >= :since AND started_at < :until
"""
_EVIDENCE = """
INSERT INTO line_evidence (tenant_id, line_id, kind, subject, quantity)
SELECT tenant_id, :line, 'call', id, 1 FROM conversations
WHERE tenant_id = :tenant AND paid_uuid IS NOT NULL AND started_at >= :since AND started_at < :until
UNION ALL
SELECT tenant_id, :line, 'leg', uuid, 1 FROM legs
WHERE tenant_id = :tenant AND kind = 'transferred' AND started_at >= :since AND started_at < :until
"""


@dataclass(frozen=True, slots=True)
class Year:
    """What there is of the first tenant."""

    tenant_id: int
    node_id: int
    december: int
    """The id of the invoice line that charged all of its calls of December."""


def fill(calls: int) -> Year:
    """Make so many calls, a twelfth a month. Commits as it goes."""
    year, cdr_id, seat_id = _parties()
    # Ten million records, of which nobody asks here, would be made for nothing else.
    db.session.execute(text("ALTER TABLE legs DROP CONSTRAINT fk_legs_cdr_id_cdr_records"))
    db.session.execute(text("SET maintenance_work_mem = '512MB'"))
    given = {
        "tenant": year.tenant_id,
        "node": year.node_id,
        "tenants": TENANTS,
        "seats": SEATS,
        "seat": seat_id,
    }
    given |= {"count": calls // len(MONTHS), "cdr": cdr_id}
    for month in MONTHS:
        _month(month, given)
    last = {"since": DECEMBER, "until": ENDS}
    db.session.execute(text(_RECORDS), last)
    db.session.execute(text(_HANGUPS), last)
    db.session.execute(text(_RECORDINGS), {**last, "tenant": year.tenant_id})
    db.session.commit()
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        tables = "conversations, legs, cdr_records, hangups, line_evidence, recordings, seat_tenures"
        connection.exec_driver_sql(f"VACUUM ANALYZE {tables}")
    return year


def _parties() -> tuple[Year, int, int]:
    """The year, a record's id for all legs, and the first seat's id."""
    tenants = [TenantFactory(timezone=ZONE) for _ in range(TENANTS)]
    first, node = tenants[0], NodeFactory()
    assert [one.id for one in tenants] == list(range(first.id, first.id + TENANTS))
    PlacementFactory(tenant_id=first.id, node=node)
    seats = [SeatFactory(tenant=first) for _ in range(SEATS)]
    for seat in seats:
        SeatTenureFactory(seat=seat, starts_at=STARTS)
    contract, record = ContractFactory(tenant_id=first.id), CdrRecordFactory(node=node)
    db.session.commit()
    for month in MONTHS:
        invoice = InvoiceFactory(tenant_id=first.id, contract_id=contract.id, period=f"{month:%Y-%m}")
        line: InvoiceLine = InvoiceLineFactory(invoice=invoice, clause="call_charges", position=month.month)
    db.session.commit()
    return Year(first.id, node.id, line.id), record.id, seats[0].id


def _month(month: date, given: dict[str, object]) -> None:
    """Filled first, then given its indices and made a part of the whole: ten times as fast as row by row."""
    begins, ends = f"{month} 00:00+00", f"{months_after(month, 1)} 00:00+00"
    given = {**given, "month": begins, "next": ends}
    names = {"calls": parts.part("conversations", month), "legs": parts.part("legs", month)}
    for whole, name in zip(parts.TABLES, names.values(), strict=True):
        db.session.execute(text(f"DROP TABLE IF EXISTS {name}"))
        db.session.execute(text(f"CREATE TABLE {name} (LIKE {whole} INCLUDING DEFAULTS)"))
    db.session.execute(text(CALLS.format(table=names["calls"])), given)
    for made in (LEGS, _FURTHER):
        db.session.execute(text(made.format(table=names["legs"], calls=names["calls"])), given)
    for whole, name in zip(parts.TABLES, names.values(), strict=True):
        bounds = f"FOR VALUES FROM ('{begins}') TO ('{ends}')"
        db.session.execute(text(f"ALTER TABLE {whole} ATTACH PARTITION {name} {bounds}"))
    line = text("SELECT id FROM invoice_lines WHERE position = :month")
    evidence = {"tenant": given["tenant"], "since": begins, "until": ends}
    evidence["line"] = db.session.scalar(line, {"month": month.month})
    db.session.execute(text(_EVIDENCE), evidence)
    db.session.commit()
