"""Invoices, their numbers and their evidence. What holds yields an empty text."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import repeat
from typing import Any

from sqlalchemy import Select, and_, case, func, select
from sqlalchemy.orm import aliased, selectinload

from esl.models import Conversation, Leg
from seatyard.db import db
from tenants.models import Tenant

from ..documents.fingerprints import Fingerprint
from ..dropping import evidence as dropped
from ..dropping.models import DroppedEvidence
from ..engine.results import CALL, INVOICE, LEG, Evidence
from ..invoices import numbers as given
from ..invoices.heads import fingerprint
from ..invoices.stored import bill_of
from ..models import Invoice, InvoiceHead, InvoiceLine, LineEvidence
from .bookings import STREAM


def numbers() -> Iterator[str]:
    due = set(given.given())
    for number in db.session.scalars(select(Invoice.number).order_by(Invoice.number)):
        yield "" if number in due else f"{number} was never given"
        due.discard(number)
    yield from (f"{number} is missing" for number in sorted(due))


def documents() -> Iterator[str]:
    query = select(Invoice).options(selectinload(Invoice.lines)).order_by(Invoice.id)
    for invoice in db.session.scalars(query.execution_options(yield_per=STREAM)):
        told, positions = Fingerprint(), {line.id: line.position for line in invoice.lines}
        evidence = select(
            LineEvidence.line_id, LineEvidence.kind, LineEvidence.subject, LineEvidence.quantity
        )
        mine = evidence.where(
            LineEvidence.line_id.in_(positions), LineEvidence.tenant_id == invoice.tenant_id
        )
        for line_id, *one in db.session.execute(mine.execution_options(yield_per=STREAM)):
            told.add(positions[line_id], Evidence(*one))
        same = told.of(bill_of(invoice, {})) == invoice.fingerprint
        yield "" if same else f"{invoice.number} is no longer what was finalised"


def heads() -> Iterator[str]:
    """Of those that have one (``invoices.heads``)."""
    query = select(Invoice.number, InvoiceHead.document, InvoiceHead.fingerprint)
    query = query.join(InvoiceHead, InvoiceHead.invoice_id == Invoice.id).order_by(Invoice.id)
    for number, document, kept in db.session.execute(query.execution_options(yield_per=STREAM)):
        yield (
            "" if fingerprint(document) == kept else f"{number}: its parties are no longer those kept with it"
        )


def evidence() -> Iterator[str]:
    """What lines name is there, and no call is on two invoices. Of a deleted tenant only documents are."""
    deleted = select(Tenant.id).where(Tenant.deleted_at.is_not(None))
    line, other = LineEvidence, aliased(Invoice)
    there = {
        CALL: (Conversation, and_(Conversation.tenant_id == line.tenant_id, Conversation.id == line.subject)),
        LEG: (Leg, and_(Leg.tenant_id == line.tenant_id, Leg.uuid == line.subject)),
        INVOICE: (other, and_(other.tenant_id == line.tenant_id, other.number == line.subject)),
    }
    for kind, (what, is_it) in there.items():
        of_kind = select(line.line_id, line.subject).where(line.kind == kind)
        yield from repeat("", db.session.scalar(select(func.count()).select_from(of_kind.subquery())) or 0)
        gone = of_kind.where(~select(what).where(is_it).exists())  # type: ignore[call-overload]
        if kind in (CALL, LEG):
            gone = gone.where(line.tenant_id.not_in(deleted))
        went = select(DroppedEvidence.line_id).where(DroppedEvidence.kind == kind)
        for _, subject in db.session.execute(gone.where(line.line_id.not_in(went))):
            yield f"{kind} {subject}, which an invoice names, is not there"
        yield from _missed(kind, gone.where(line.line_id.in_(went)))
    month = case((InvoiceLine.corrects == "", Invoice.number), else_=InvoiceLine.corrects)
    invoices = func.count(month.distinct())  # a line that corrects an invoice counts with it
    twice = (
        select(line.kind, line.subject)
        .join(InvoiceLine, InvoiceLine.id == line.line_id)
        .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
        .where(line.kind.in_((CALL, LEG)))
        .group_by(line.tenant_id, line.kind, line.subject)
        .having(invoices > 1)
    )
    for kind, subject in db.session.execute(twice):
        yield f"{kind} {subject} is on several invoices"


def _missed(kind: str, gone: Select[Any]) -> Iterator[str]:
    """Of lines that name calls of dropped months: as many are missed as went, no others."""
    found = gone.subquery()
    missed = dict(
        db.session.execute(select(found.c.line_id, func.count()).group_by(found.c.line_id)).tuples().all()
    )
    for (of, line_id), (least, most) in dropped.gone().items():
        many = missed.get(line_id, 0)
        if of == kind and not least <= many <= most:
            yield f"{kind}s of line {line_id}: {many} are not there, {most} were dropped"
