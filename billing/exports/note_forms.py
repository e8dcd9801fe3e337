"""The forms that a credit note is handed out in: words of ``bill credit-note --format`` and of the pages."""

from __future__ import annotations

import json

from ..credits import document
from ..credits.models import CreditNote
from ..einvoice import service as einvoice
from .forms import Form


def _json(note: CreditNote, language: str) -> bytes:
    return (json.dumps(document.of_note(note), ensure_ascii=False, indent=2) + "\n").encode()


def _text(note: CreditNote, language: str) -> bytes:
    return ("\n".join(document.lines(document.of_note(note), language)) + "\n").encode()


def _ubl(note: CreditNote, language: str) -> bytes:
    return einvoice.of_note(note)


FORMS = {
    "text": Form("text/plain", "txt", _text),
    "pdf": Form("application/pdf", "pdf", document.pdf),
    "json": Form("application/json", "json", _json),
    "ubl": Form("application/xml", "xml", _ubl),
}
