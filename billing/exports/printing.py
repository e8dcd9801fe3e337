"""A month's invoices as PDFs in a folder: each written whole, so that a run goes on where one ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from seatyard import parallel
from seatyard.db import db, snapshot
from seatyard.errors import InvalidInput, SeatyardError
from seatyard.files import write
from tenants.models import Tenant

from ..contracts.service import tenants_named
from ..documents import pdf
from ..models import Invoice


@dataclass(frozen=True, slots=True)
class Sheet:
    """An invoice and its file."""

    id: int
    number: str
    language: str
    path: Path


@dataclass(frozen=True, slots=True)
class Printed:
    written: int
    known: int
    """That were there: an invoice never changes, nor does its paper."""
    failed: list[str]
    """Why, a line each; the same run again tries them again."""


def printed(
    period: str,
    folder: Path,
    *,
    tenant: str | None = None,
    language: str | None = None,
    jobs: int = 1,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Printed:
    """Those of a month, all or one tenant's, as ``SY-2026-000001.zh.pdf``, in ``jobs`` processes.

    In the tenant's language where none is asked for. InvalidInput for a folder that cannot be written.
    """
    sheets = _sheets(period, folder, tenant, language)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        waiting = [one for one in sheets if not one.path.exists()]
    except OSError as error:
        raise InvalidInput(error.strerror or "cannot be written", where=str(folder)) from error
    failed = []
    for done, (at, problem) in enumerate(parallel.each(_print, waiting, jobs), 1):
        if problem is not None:
            failed.append(f"{waiting[at].number}: {problem}")
        progress(done, len(waiting))
    return Printed(len(waiting) - len(failed), len(sheets) - len(waiting), sorted(failed))


def _sheets(period: str, folder: Path, tenant: str | None, language: str | None) -> list[Sheet]:
    query = select(Invoice.id, Invoice.number, Tenant.language).join(Tenant, Tenant.id == Invoice.tenant_id)
    with snapshot():
        if tenant is not None:
            query = query.where(Invoice.tenant_id == tenants_named(tenant)[0].id)
        rows = db.session.execute(query.where(Invoice.period == period).order_by(Invoice.id)).tuples().all()
    chosen = ((id, number, language or theirs) for id, number, theirs in rows)
    return [Sheet(id, number, spoken, folder / f"{number}.{spoken}.pdf") for id, number, spoken in chosen]


def _print(one: Sheet) -> str | None:
    """Why it could not be."""
    try:
        with snapshot():
            content = pdf.render(db.session.get_one(Invoice, one.id), one.language)
        write(one.path, content, mode=0o640, durable=True)
    except (SeatyardError, OSError) as error:
        return str(error)
    return None
