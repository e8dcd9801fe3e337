"""The first facts behind each line of an invoice, as a person calls them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from seatyard import leg_kinds

from ..documents.explain import FEW, Names
from ..engine import CALL, INVOICE, LINE, OUTAGE, SEAT
from ..engine.results import LEG, SIGN_IN, TERM, UNHEARD
from ..models import Invoice, InvoiceLine
from . import charged, evidence, signed_in


def names_of(invoice: Invoice) -> Names:
    """By the position of the line and the kind of evidence."""
    zone = ZoneInfo(invoice.contract.terms["timezone"])
    counted = evidence.counts(invoice.id)
    return {line.position: _named(line, zone, counted.get(line.id, {})) for line in invoice.lines}


def _named(line: InvoiceLine, zone: ZoneInfo, counted: dict[str, int]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {kind: [] for kind in sorted(counted)}
    for kind, name in _all(line, zone, counted):
        if len(found[kind]) < FEW:
            found[kind].append(name)
    return {kind: some for kind, some in found.items() if some}


def _all(line: InvoiceLine, zone: ZoneInfo, counted: dict[str, int]) -> list[tuple[str, str]]:
    named: list[tuple[str, str]] = []
    if SEAT in counted:
        seats = dict.fromkeys(row.number for row in evidence.seats(line))
        named += [(SEAT, number) for number in seats]
    if CALL in counted or LEG in counted:
        named += [_call(row, zone) for row in charged.calls(line, size=FEW).entries]
    if OUTAGE in counted:
        named += [
            (OUTAGE, f"{local(row.starts_at, zone)} – {local(row.ends_at, zone)} {row.cause}")
            for row in evidence.outages(line)
        ]
    if SIGN_IN in counted or UNHEARD in counted:
        named += [
            (
                SIGN_IN if row.known else UNHEARD,
                f"{row.number} {local(row.starts_at, zone)} – {local(row.ends_at, zone)}",
            )
            for row in signed_in.sign_ins(line)
        ]
    named += [(row.kind, f"{row.name} {words(row.document)}") for row in evidence.facts(line)]
    named += [(INVOICE, row.number) for row in evidence.invoices(line)]
    named += [(TERM, row.path) for row in evidence.terms(line)]
    named += [(LINE, str(row.position)) for row in evidence.lines(line)]
    return named


def _call(row: charged.CallRow, zone: ZoneInfo) -> tuple[str, str]:
    """What is no plain call in or out says what it is: ``… (transferred)``."""
    said = f"{local(row.started_at, zone)} {row.caller} → {row.callee}"
    kind = LEG if row.kind in leg_kinds.FURTHER else CALL
    return kind, said if row.kind in (leg_kinds.INBOUND, leg_kinds.OUTBOUND) else f"{said} ({row.kind})"


def words(document: dict[str, object]) -> str:
    """A recorded fact on one line."""
    return ", ".join(f"{key} {value}" for key, value in sorted(document.items()))


def local(moment: datetime | None, zone: ZoneInfo) -> str:
    """To the minute; ``…`` for what has not come."""
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" if moment else "…"
