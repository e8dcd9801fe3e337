"""A month's archive: its invoices, the credit notes given in it, its journal, and the manifest."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from seatyard.db import db, snapshot
from seatyard.errors import NotFound

from ..credits.models import CreditNote
from ..credits.stored import given_in
from ..documents import journal_table
from ..documents.data import plain
from ..engine import Month
from ..ledger.journal import journal
from ..models import Invoice
from . import contents
from .contents import Content, Left
from .packing import Pack, packing

MANIFEST = "manifest.json"
JOURNAL = "journal.csv"


@dataclass
class Manifest:
    """What the archive says of itself."""

    period: str
    invoices: list[dict[str, str]] = field(default_factory=list)
    credit_notes: list[dict[str, str]] = field(default_factory=list)
    totals: dict[str, dict[str, str]] = field(default_factory=dict)
    """By currency, of the invoices and of the credit notes."""
    left_out: list[dict[str, str]] = field(default_factory=list)
    files: list[dict[str, Any]] = field(default_factory=list)

    def document(self) -> bytes:
        return (json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def write(period: str, out: Path, progress: Callable[[int, int], None] = lambda done, of: None) -> Manifest:
    """Write the archive of a month; ``progress`` hears how many documents are in it, of how many.

    One document is held at a time, of its evidence a batch. Killed, it leaves nothing under the name that
    was asked for. Raises InvalidInput for a period that is no month or a file that cannot be written,
    NotFound for a month that has nothing.
    """
    invoices, notes = documents(period)
    if not invoices and not notes:
        raise NotFound(f"{period} has neither invoices nor credit notes", where="period")
    manifest, of = Manifest(period), len(invoices) + len(notes)
    with packing(out) as pack:
        for done, id in enumerate(invoices, 1):
            with snapshot():
                invoice = db.session.get_one(Invoice, id)
                _pack(pack, contents.of_invoice(invoice), manifest)
                manifest.invoices.append(listed(invoice))
            progress(done, of)
        for done, id in enumerate(notes, len(invoices) + 1):
            with snapshot():
                note = db.session.get_one(CreditNote, id)
                _pack(pack, contents.of_note(note), manifest)
                manifest.credit_notes.append(listed(note))
            progress(done, of)
        with snapshot():
            pack.add(JOURNAL, journal_table.as_csv(journal(period)))
        manifest.totals = totals(manifest)
        manifest.files = [asdict(entry) for entry in pack.entries]
        pack.add(MANIFEST, manifest.document())
    return manifest


def documents(period: str) -> tuple[list[int], list[int]]:
    """The ids of the month's invoices, and of the credit notes that were given on its days."""
    month = Month.parse(period, ZoneInfo("UTC"))
    with snapshot():
        invoices = select(Invoice.id).filter_by(period=month.name).order_by(Invoice.id)
        notes = select(CreditNote.id).where(given_in(month.name)).order_by(CreditNote.id)
        return list(db.session.scalars(invoices)), list(db.session.scalars(notes))


def listed(one: Invoice | CreditNote) -> dict[str, str]:
    """A document as the manifest names it."""
    return {
        "number": one.number,
        "currency": one.currency,
        "subtotal": plain(one.subtotal),
        "tax": plain(one.tax),
        "total": plain(one.total),
        "fingerprint": one.fingerprint,
    }


def totals(manifest: Manifest) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, Decimal]] = {}
    for kind, listed in (("invoices", manifest.invoices), ("credit_notes", manifest.credit_notes)):
        for one in listed:
            sums = found.setdefault(one["currency"], {})
            for name in ("subtotal", "tax", "total"):
                key = f"{kind}.{name}"
                sums[key] = sums.get(key, Decimal(0)) + Decimal(one[name])
    return {currency: {key: plain(sum_) for key, sum_ in sums.items()} for currency, sums in found.items()}


def _pack(pack: Pack, parts: Iterator[tuple[str, Content] | Left], manifest: Manifest) -> None:
    for part in parts:
        if isinstance(part, Left):
            manifest.left_out.append({"name": part.name, "reason": part.reason})
        else:
            pack.add(*part)
