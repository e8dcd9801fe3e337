"""What is to be sent to a service: a row each, with the key that makes it one for ever."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import timedelta

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from seatyard import clock
from seatyard.app import settings_of
from seatyard.db import db, insert, slices

from ..credits.models import CreditNote
from ..models import Invoice
from .models import GatewayObject
from .money import minor

CUSTOMER, INVOICE, CREDIT_NOTE, REFUND = "customer", "invoice", "credit_note", "refund"
WAITING, OPEN, DONE, NOTHING, FAILED = "waiting", "open", "done", "nothing", "failed"
PAUSES = (5, 30, 120, 600, 3600, 6 * 3600)
"""Seconds before the second, third… attempt; after that, always the last."""


def key_of(kind: str, subject: str) -> str:
    """Of this instance alone: two that share an account (one for work, one to try) do not meet."""
    secret = settings_of(current_app).secret_key
    mark = hashlib.sha256(f"gateway/{secret}".encode()).hexdigest()[:10]
    return f"seatyard-{mark}-{kind}-{subject}"


def wanted(backend: str) -> None:
    """A row for every invoice and credit note that has none (the caller commits).

    An invoice that asks for nothing is not sent.
    """
    has = select(GatewayObject.subject).filter_by(backend=backend, kind=INVOICE)
    missing = db.session.scalars(select(Invoice).where(Invoice.number.not_in(has)).order_by(Invoice.id))
    for some in slices(missing):
        rows = [_wanted(backend, one) for one in some]
        db.session.execute(insert(GatewayObject).on_conflict_do_nothing(), rows)

    noted = select(GatewayObject.subject).filter_by(backend=backend, kind=CREDIT_NOTE)
    notes = select(CreditNote).where(CreditNote.number.not_in(noted)).order_by(CreditNote.id)
    for given in slices(db.session.scalars(notes.options(joinedload(CreditNote.invoice)))):
        rows = [_noted(backend, one) for one in given]
        db.session.execute(insert(GatewayObject).on_conflict_do_nothing(), rows)


def row_of(
    backend: str, kind: str, subject: str, tenant_id: int, contract_id: int | None = None, **more: object
) -> GatewayObject:
    """The row of a thing, made if there is none (the caller commits); locked."""
    values = _values(backend, kind, subject, tenant_id, contract_id, WAITING) | more
    db.session.execute(insert(GatewayObject).values(**values).on_conflict_do_nothing())
    query = select(GatewayObject).filter_by(backend=backend, kind=kind, subject=subject).with_for_update()
    return db.session.scalars(query, execution_options={"populate_existing": True}).one()


def locked(id: int) -> GatewayObject:
    query = select(GatewayObject).filter_by(id=id).with_for_update()
    return db.session.scalars(query, execution_options={"populate_existing": True}).one()


def due(backend: str, states: Iterable[str]) -> list[int]:
    """The rows whose time has come: what others hang on first."""
    now, order = clock.now(), (CUSTOMER, INVOICE, CREDIT_NOTE, REFUND)
    query = select(GatewayObject.id, GatewayObject.kind).where(
        GatewayObject.backend == backend, GatewayObject.state.in_(list(states)), GatewayObject.due_at <= now
    )
    rows = db.session.execute(query.order_by(GatewayObject.id)).tuples().all()
    return [id for id, kind in sorted(rows, key=lambda row: order.index(row[1]))]


def pause_after(attempts: int) -> timedelta:
    return timedelta(seconds=PAUSES[min(attempts, len(PAUSES)) - 1])


def _wanted(backend: str, one: Invoice) -> dict[str, object]:
    state = WAITING if one.total > 0 else NOTHING
    return _values(backend, INVOICE, one.number, one.tenant_id, one.contract_id, state)


def _noted(backend: str, one: CreditNote) -> dict[str, object]:
    request = {"invoice": one.invoice.number, "units": minor(one.total, one.currency)}
    values = _values(backend, CREDIT_NOTE, one.number, one.tenant_id, one.contract_id, WAITING)
    return values | {"request": request, "made_at": one.given_at}


def _values(
    backend: str, kind: str, subject: str, tenant_id: int, contract_id: int | None, state: str
) -> dict[str, object]:
    return {
        "backend": backend,
        "kind": kind,
        "subject": subject,
        "tenant_id": tenant_id,
        "contract_id": contract_id,
        "key": key_of(kind, subject),
        "state": state,
    }
