"""What the demo has to show at its end: every figure with where it comes from."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from billing.models import Invoice
from esl.models import CdrRecord, Conversation, Hangup, Leg, Outage
from seatyard.db import db
from seatyard.findings import Finding
from tenants.models import Tenant

from .month import PERIOD, ZONE


@dataclass(frozen=True)
class Figure:
    name: str
    value: str
    source: str


def figures(call_log: Path, restarts: int) -> list[Figure]:
    """The month in numbers, for a person to check one against the other."""
    made, ended = _lab_calls(call_log)
    records = _counts(CdrRecord.via)
    outcomes = _counts(Conversation.outcome)
    return [
        Figure("calls placed by the switch", f"{made:,}", f"{call_log.name}: its own log"),
        Figure("cut off when it was killed", f"{made - ended:,}", f"{call_log.name}: begun, not ended"),
        Figure("call records stored", f"{records.total():,}", "cdr_records: " + _listed(records)),
        Figure("legs", f"{_total(Leg):,}", "legs: one a record that names a tenant"),
        Figure(
            "hang-ups heard", f"{_total(Hangup):,}", f"hangups: Event Socket; {_unmatched()} without a record"
        ),
        Figure("conversations", f"{outcomes.total():,}", "conversations: " + _listed(outcomes)),
        *(_outage(outage) for outage in db.session.scalars(select(Outage).order_by(Outage.starts_at))),
        Figure("processes started again", f"{restarts:,}", "the demo's supervisor: died by themselves"),
        Figure("findings open", f"{_findings().total():,}", "findings: " + (_listed(_findings()) or "none")),
    ]


def lines() -> list[str]:
    """Each invoice with its lines."""
    text = []
    query = (
        select(Invoice, Tenant).join(Tenant, Tenant.id == Invoice.tenant_id).filter(Invoice.period == PERIOD)
    )
    for invoice, tenant in db.session.execute(query.order_by(Invoice.number)):
        text.append(f"{invoice.number}  {tenant.title_zh} / {tenant.title_en}  {invoice.contract.template}")
        for line in invoice.lines:
            text.append(
                f"  {line.amount:>12,.2f}  {line.description_zh} / {line.description_en}: {line.formula}"
            )
        text.append(f"  {invoice.total:>12,.2f}  {invoice.currency}, due {invoice.due}")
        text.append("")
    return text


def invoices() -> list[dict[str, Any]]:
    """Each invoice as its JSON document."""
    query = select(Invoice).filter_by(period=PERIOD).order_by(Invoice.number)
    return [_document(invoice) for invoice in db.session.scalars(query)]


def _document(invoice: Invoice) -> dict[str, Any]:
    lines = [
        {"clause": line.clause, "amount": str(line.amount), "formula": line.formula} for line in invoice.lines
    ]
    return {
        "number": invoice.number,
        "tenant_id": invoice.tenant_id,
        "total": str(invoice.total),
        "lines": lines,
    }


def _outage(outage: Outage) -> Figure:
    begin, end = outage.starts_at.astimezone(ZONE), outage.ends_at
    lasted = f"{(end - outage.starts_at).total_seconds() / 3600:.2f} h" if end else "goes on"
    return Figure(
        "outage", lasted, f"outages: {begin:%d %B %H:%M:%S}, seen by a new Core-UUID on the Event Socket"
    )


def _lab_calls(call_log: Path) -> tuple[int, int]:
    kinds = Counter(json.loads(line)["record"] for line in call_log.read_text().splitlines())
    return kinds["start"], kinds["end"]


def _total(model: type[Leg] | type[Hangup]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def _unmatched() -> int:
    recorded = select(CdrRecord.uuid).where(
        CdrRecord.node_id == Hangup.node_id, CdrRecord.uuid == Hangup.uuid
    )
    return db.session.scalar(select(func.count()).select_from(Hangup).where(~recorded.exists())) or 0


def _counts(column: object) -> Counter[str]:
    rows = db.session.execute(select(column, func.count()).group_by(column))  # type: ignore[call-overload]
    return Counter({str(key): count for key, count in rows})


def _findings() -> Counter[str]:
    rows = db.session.execute(
        select(Finding.kind, func.count()).where(Finding.cleared_at.is_(None)).group_by(Finding.kind)
    )
    return Counter({str(kind): int(count) for kind, count in rows})


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in counts.most_common())
