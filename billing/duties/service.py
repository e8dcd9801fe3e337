"""Duties that invoices' notices bring: listed, given to somebody, done with their document."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import String, cast, or_, select
from sqlalchemy.orm import joinedload

from seatyard import clock
from seatyard.db import db, transaction
from seatyard.errors import Conflict, InvalidInput, NotFound
from seatyard.findings.people import of_staff

from ..models import NOTICED, Invoice
from .models import DutyAct

KINDS = ("written_report", "report_force_majeure", "new_agreement_due")
"""Notices that ask the operator for an act; the others grant a right, or tell."""
LARGEST = 10_000_000
"""Bytes of a document."""


@dataclass(frozen=True, slots=True)
class Duty:
    invoice: Invoice
    position: int
    kind: str
    text: dict[str, str]
    """What the contract asks, in both languages."""
    due: date
    """The notice's own day; where it has none the one on which its invoice is due."""
    overdue: bool
    owner: str | None
    done_at: datetime | None
    done_by: str | None
    file_name: str | None

    @property
    def name(self) -> str:
        return f"{self.invoice.number}/{self.position}"


def listing(
    *, tenant_id: int | None = None, period: str | None = None, open_only: bool = False
) -> list[Duty]:
    """Open ones first, by their due day; then the done ones, the last first. In the caller's transaction.

    ``period``, ``2026-03``: those of the month's invoices.
    """
    said = cast(Invoice.notices, String)
    query = select(Invoice).where(NOTICED, or_(*(said.contains(kind) for kind in KINDS)))
    if tenant_id is not None:
        query = query.filter_by(tenant_id=tenant_id)
    if period is not None:
        query = query.filter_by(period=period)
    invoices = db.session.scalars(query.options(joinedload(Invoice.contract)).order_by(Invoice.id)).all()
    acts = {(act.invoice_id, act.position): act for act in db.session.scalars(select(DutyAct))}
    found = [duty for invoice in invoices for duty in _of(invoice, acts)]
    waiting = sorted((one for one in found if one.done_at is None), key=lambda one: (one.due, one.name))
    done = [(one.done_at, one) for one in found if one.done_at is not None]
    done.sort(key=lambda pair: pair[0], reverse=True)
    return waiting if open_only else [*waiting, *(one for _, one in done)]


def by_name(number: str, position: int, tenant_id: int | None = None) -> Duty:
    """NotFound for none, or for another tenant's."""
    query = select(Invoice).filter_by(number=number)
    if tenant_id is not None:
        query = query.filter_by(tenant_id=tenant_id)
    invoice = db.session.scalars(query).one_or_none()
    act = db.session.get(DutyAct, (invoice.id, position)) if invoice else None
    known = {(act.invoice_id, act.position): act} if act else {}
    found = [one for one in (_of(invoice, known) if invoice else []) if one.position == position]
    if not found:
        raise NotFound("no such duty", where=f"{number}/{position}")
    return found[0]


def assign(number: str, position: int, owner: str) -> None:
    """Give it to one of the operator's people; empty, to nobody."""
    if owner:
        of_staff(owner, "owner")
    with transaction():
        act = _locked(number, position)
        act.owner = owner or None


def done(number: str, position: int, *, by: str, file_name: str, content: bytes) -> None:
    """Keep the document that was handed over, and by whom. Conflict once it is done."""
    of_staff(by, "by")
    name = file_name.replace("\\", "/").rpartition("/")[2].strip()[:200]
    if not name or not content or len(content) > LARGEST:
        allowed = f"a named file of 1 to {LARGEST:,} bytes"
        raise InvalidInput("the document is needed", where="document", allowed=allowed)
    with transaction():
        act = _locked(number, position)
        if act.done_at is not None:
            raise Conflict(f"done by {act.done_by} already", where=f"{number}/{position}")
        act.done_at, act.done_by, act.file_name, act.content = clock.now(), by, name, content
        act.file_sha256 = hashlib.sha256(content).hexdigest()


def document_of(duty: Duty) -> bytes:
    """What was handed over; NotFound while nothing was."""
    query = select(DutyAct.content).filter_by(invoice_id=duty.invoice.id, position=duty.position)
    content = db.session.scalar(query)
    if content is None:
        raise NotFound("nothing was handed over yet", where=duty.name)
    return content


def _locked(number: str, position: int) -> DutyAct:
    """Of a duty that there is, until the transaction's end."""
    duty = by_name(number, position)
    db.session.execute(select(Invoice.id).filter_by(id=duty.invoice.id).with_for_update())
    key = duty.invoice.id, position
    act = db.session.get(DutyAct, key, populate_existing=True)
    if act is None:
        act = DutyAct(invoice_id=duty.invoice.id, position=position)
        db.session.add(act)
    return act


def _of(invoice: Invoice, acts: dict[tuple[int, int], DutyAct]) -> list[Duty]:
    today = clock.now().astimezone(ZoneInfo(invoice.contract.terms["timezone"])).date()
    items = enumerate(invoice.notices["items"], 1)
    return [_duty(invoice, at, item, acts, today) for at, item in items if item["kind"] in KINDS]


def _duty(
    invoice: Invoice, at: int, item: dict[str, Any], acts: dict[tuple[int, int], DutyAct], today: date
) -> Duty:
    due = date.fromisoformat(item["on"]) if item.get("on") else invoice.due
    act = acts.get((invoice.id, at))
    waits = act is None or act.done_at is None
    return Duty(
        invoice=invoice,
        position=at,
        kind=item["kind"],
        text=item["text"],
        due=due,
        overdue=waits and due < today,
        owner=act.owner if act else None,
        done_at=act.done_at if act else None,
        done_by=act.done_by if act else None,
        file_name=act.file_name if act else None,
    )
