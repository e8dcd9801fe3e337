"""The forms that invoices are handed out in, by the words of ``bill export --format`` and of the pages."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from seatyard.errors import InvalidInput

from ..documents import invoice_workbook, pdf, table
from ..documents.invoice import of_invoice
from ..einvoice import service as einvoice
from ..models import Invoice

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Form(Generic[T]):
    mimetype: str
    extension: str
    write: Callable[[T, str], bytes]
    """Of these invoices (or that note), in a language where the form has one."""


def _one(name: str, render: Callable[[Invoice, str], bytes]) -> Callable[[Sequence[Invoice], str], bytes]:
    def write(invoices: Sequence[Invoice], language: str) -> bytes:
        if len(invoices) != 1:
            raise InvalidInput(f"{len(invoices)} invoices, and {name} holds one", allowed="--number")
        return render(invoices[0], language)

    return write


def _csv(invoices: Sequence[Invoice], language: str) -> bytes:
    return table.of_invoices([of_invoice(invoice) for invoice in invoices]).encode()


def _xlsx(invoices: Sequence[Invoice], language: str) -> bytes:
    return invoice_workbook.of_invoices([of_invoice(invoice) for invoice in invoices])


def _json(invoices: Sequence[Invoice], language: str) -> bytes:
    told = {"invoices": [of_invoice(invoice) for invoice in invoices]}
    return (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode()


def _ubl(invoice: Invoice, language: str) -> bytes:
    return einvoice.of_invoice(invoice)


FORMS: dict[str, Form[Sequence[Invoice]]] = {
    "pdf": Form("application/pdf", "pdf", _one("a PDF", pdf.render)),
    "xlsx": Form("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", _xlsx),
    "csv": Form("text/csv", "csv", _csv),
    "json": Form("application/json", "json", _json),
    "ubl": Form("application/xml", "xml", _one("a UBL document", _ubl)),
}
