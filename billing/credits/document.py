"""A credit note as plain data, for a terminal, and on paper."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tenants import directory

from ..documents.data import plain
from ..documents.paper import printed
from ..invoices import heads
from ..models import InvoiceLine

if TYPE_CHECKING:
    from .models import CreditNote, CreditNoteLine
    from .service import Preview


def of_note(note: CreditNote) -> dict[str, Any]:
    """What ``bill credit --json`` prints. Amounts are text, and above zero where they go back."""
    return {"tenant": directory.name_of(note.tenant_id), **frozen(note), "fingerprint": note.fingerprint}


def frozen(note: CreditNote) -> dict[str, Any]:
    """What never changes of it."""
    return {
        "number": note.number,
        "kind": "credit_note",
        "invoice": note.invoice.number,
        "period": note.invoice.period,
        "on": note.on.isoformat(),
        "currency": note.currency,
        "lines": [_line(one.line, one.amount) for one in sorted(note.lines, key=_position)],
        "subtotal": plain(note.subtotal),
        "tax": plain(note.tax),
        "tax_formula": note.tax_formula,
        "total": plain(note.total),
        "reason": note.reason,
        "by": note.by,
    }


def fingerprint(note: CreditNote) -> str:
    """sha-256 of the JSON of what never changes."""
    text = json.dumps(frozen(note), ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def of_preview(preview: Preview) -> dict[str, Any]:
    """The same of one that is not given yet."""
    invoice, made = preview.invoice, preview.credit
    by_position = {line.position: line for line in invoice.lines}
    return {
        "number": None,
        "kind": "credit_note",
        "tenant": directory.name_of(invoice.tenant_id),
        "invoice": invoice.number,
        "period": invoice.period,
        "currency": invoice.currency,
        "lines": [_line(by_position[at], amount) for at, amount in made.lines.items()],
        "subtotal": plain(made.subtotal),
        "tax": plain(made.tax),
        "tax_formula": made.tax_formula,
        "total": plain(made.total),
        "left": plain(preview.left),
    }


def lines(document: dict[str, Any], language: str = "en") -> list[str]:
    """For a terminal."""
    head = f"{document['number'] or 'preview'}  {document['tenant']}  of {document['invoice']}"
    printed = [f"{head} ({document['period']})  {document['currency']} {document['total']}"]
    for line in document["lines"]:
        text = line["description"][language]
        printed.append(f"{line['position']:>4}  {text}  {line['amount']} of {line['invoiced']}")
    printed.append(f"      subtotal {document['subtotal']}  tax {document['tax']}  total {document['total']}")
    if "reason" in document:
        printed.append(f"      {document['on']}  {document['by']}: {document['reason']}")
    return printed


def pdf(note: CreditNote, language: str) -> bytes:
    """In ``zh`` or ``en``, to whom its invoice was; the same note gives the same bytes."""
    head = heads.of(note.invoice)
    return printed(
        "credit_note.html",
        language,
        note=note,
        operator=head.operator,
        title=head.title(language),
        domain=head.domain,
        contract=head.contract(language),
        issued=note.given_at.astimezone(head.zone),
        invoiced=note.invoice.finalised_at.astimezone(head.zone),
    )


def _position(one: CreditNoteLine) -> int:
    return one.line.position


def _line(line: InvoiceLine, amount: Decimal) -> dict[str, Any]:
    return {
        "position": line.position,
        "clause": line.clause,
        **({"item": line.item} if line.item else {}),
        **({"period": line.period} if line.period else {}),
        "description": {"zh": line.description_zh, "en": line.description_en},
        "invoiced": plain(line.amount),
        "amount": plain(amount),
        "taxed": line.taxed,
    }
