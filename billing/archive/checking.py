"""An archive held against its manifest, then against the database."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import select

from seatyard.db import db, snapshot
from seatyard.errors import InvalidInput

from ..credits.models import CreditNote
from ..documents import journal_table
from ..documents.fingerprints import Fingerprint
from ..engine import Evidence
from ..ledger.journal import journal
from ..models import Invoice
from .service import JOURNAL, MANIFEST, Manifest, documents, listed, totals

PIECE = 1 << 20
MOST = 64 << 20
"""Bytes of a manifest or of a document's JSON: no archive that was made here has more."""


def check(path: Path) -> list[str]:
    """What is wrong with it, a line each; InvalidInput where it is no archive at all."""
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = Manifest(**json.loads(_whole(archive, MANIFEST)))
            wrong = list(_files(archive, manifest))
            if not wrong:
                wrong = [*_sums(manifest), *_proof(archive, manifest), *_database(manifest)]
            return wrong
    except OSError as error:
        raise InvalidInput(error.strerror or "cannot be read", where=str(path)) from error
    except (zipfile.BadZipFile, KeyError, TypeError, ValueError, AttributeError) as error:
        raise InvalidInput(f"is no archive of a month: {error}", where=str(path)) from error


def _files(archive: zipfile.ZipFile, manifest: Manifest) -> Iterator[str]:
    there = [info.filename for info in archive.infolist() if info.filename != MANIFEST]
    due = {one["name"]: one for one in manifest.files}
    for name in sorted({*there} - {*due}):
        yield f"{name} is not in the manifest"
    if len(there) != len(set(there)):
        yield "a name is there twice"
    for name, one in due.items():
        if name not in there:
            yield f"{name} is missing"
        elif (one["size"], one["sha256"]) != _digest(archive, name):
            yield f"{name} is not what the manifest says"


def _digest(archive: zipfile.ZipFile, name: str) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    try:
        with archive.open(name) as file:
            while piece := file.read(PIECE):
                digest.update(piece)
                size += len(piece)
    except zipfile.BadZipFile:
        return -1, ""
    return size, digest.hexdigest()


def _sums(manifest: Manifest) -> Iterator[str]:
    if totals(manifest) != manifest.totals:
        yield "the totals are not the sums of the documents"


def _proof(archive: zipfile.ZipFile, manifest: Manifest) -> Iterator[str]:
    """Each invoice with its evidence comes to its fingerprint."""
    for one in manifest.invoices:
        at = f"invoices/{one['number']}"
        told: dict[str, Any] = json.loads(_whole(archive, f"{at}/{one['number']}.json"))
        found = Fingerprint()
        with archive.open(f"{at}/evidence.csv") as file:
            rows = csv.reader(io.TextIOWrapper(file, encoding="utf-8", newline=""))
            next(rows)
            for position, kind, subject, quantity in rows:
                found.add(int(position), Evidence(kind, subject, Decimal(quantity)))
        if found.of_document(told["bill"]) != one["fingerprint"] or told["bill"]["total"] != one["total"]:
            yield f"{one['number']} and its evidence do not come to its fingerprint"


def _database(manifest: Manifest) -> Iterator[str]:
    invoices, notes = documents(manifest.period)
    with snapshot():
        due = [listed(one) for one in _rows(Invoice, invoices)]
        given = [listed(one) for one in _rows(CreditNote, notes)]
        books = hashlib.sha256(journal_table.as_csv(journal(manifest.period))).hexdigest()
    for kind, here, there in (
        ("invoice", manifest.invoices, due),
        ("credit note", manifest.credit_notes, given),
    ):
        archived, kept = ({one["number"]: one for one in some} for some in (here, there))
        for number in sorted({*archived, *kept}):
            if number not in kept:
                yield f"{kind} {number} is not in the database"
            elif number not in archived:
                yield f"{kind} {number} of the database is not in the archive"
            elif archived[number] != kept[number]:
                yield f"{kind} {number} is another one in the database"
    if books != next((one["sha256"] for one in manifest.files if one["name"] == JOURNAL), ""):
        yield "the journal has been added to since"


def _rows(model: type[Any], ids: list[int]) -> Iterator[Any]:
    for id in ids:
        yield db.session.scalars(select(model).filter_by(id=id)).one()


def _whole(archive: zipfile.ZipFile, name: str) -> bytes:
    if archive.getinfo(name).file_size > MOST:
        raise ValueError(f"{name} is too big")
    return archive.read(name)
