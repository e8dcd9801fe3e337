"""What an archive holds of one document: name by name, in an order that stays."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from seatyard import sheets
from seatyard.db import db, slices
from seatyard.errors import SeatyardError
from tenants import directory

from ..credits import document as credit_notes
from ..credits.models import CreditNote
from ..documents import data, pdf, table
from ..einvoice import service as einvoice
from ..invoices.stored import bill_of
from ..models import Invoice, InvoiceLine, LineEvidence

LANGUAGES = ("zh", "en")
EVIDENCE = ("position", "kind", "id", "quantity")
ROWS = 5000

Content = bytes | Iterable[bytes]


@dataclass(frozen=True, slots=True)
class Left:
    """What a document cannot be made as, and why: told in the manifest."""

    name: str
    reason: str


def of_invoice(invoice: Invoice) -> Iterator[tuple[str, Content] | Left]:
    at = f"invoices/{invoice.number}/{invoice.number}"
    told: dict[str, Any] = {
        "number": invoice.number,
        "tenant": directory.name_of(invoice.tenant_id),
        "fingerprint": invoice.fingerprint,
        "bill": data.without_evidence(bill_of(invoice, {})),
    }
    yield f"{at}.json", _json(told)
    yield f"{at}.csv", table.of_invoices([told | told["bill"]]).encode()
    for language in LANGUAGES:
        yield f"{at}.{language}.pdf", pdf.render(invoice, language)
    try:
        yield f"{at}.xml", einvoice.of_invoice(invoice)
    except SeatyardError as error:
        yield Left(f"{at}.xml", str(error))
    yield f"invoices/{invoice.number}/evidence.csv", evidence(invoice)


def of_note(note: CreditNote) -> Iterator[tuple[str, Content] | Left]:
    at = f"credit-notes/{note.number}/{note.number}"
    yield f"{at}.json", _json(credit_notes.of_note(note))
    for language in LANGUAGES:
        yield f"{at}.{language}.pdf", credit_notes.pdf(note, language)
    try:
        yield f"{at}.xml", einvoice.of_note(note)
    except SeatyardError as error:
        yield Left(f"{at}.xml", str(error))


def evidence(invoice: Invoice) -> Iterator[bytes]:
    """What its lines were computed from, as CSV: may be a million calls, so a batch at a time."""
    yield _rows([EVIDENCE])
    lines = select(InvoiceLine.id, InvoiceLine.position).filter_by(invoice_id=invoice.id)
    for id, position in db.session.execute(lines.order_by(InvoiceLine.position)).all():
        query = (
            select(LineEvidence.kind, LineEvidence.subject, LineEvidence.quantity)
            .filter_by(tenant_id=invoice.tenant_id, line_id=id)
            .order_by(LineEvidence.kind, LineEvidence.subject)
            .execution_options(yield_per=ROWS)
        )
        for batch in slices(db.session.execute(query), ROWS):
            yield _rows((position, kind, subject, data.plain(n)) for kind, subject, n in batch)


def _rows(rows: Iterable[Iterable[Any]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(map(sheets.cell, row) for row in rows)
    return out.getvalue().encode()


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
