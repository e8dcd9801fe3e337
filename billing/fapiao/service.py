"""The fapiao request of a month: rows of each settlement and credit note, and what is missing for them."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import select

from seatyard.db import db, snapshot
from seatyard.errors import InvalidInput
from tenants.models import Tenant

from ..contracts.service import tenants_named
from ..credits.models import CreditNote
from ..credits.stored import given_back, given_in
from ..einvoice.service import document_of
from ..engine import Kind
from ..invoices import service as invoices
from ..invoices.stored import bill_of
from ..models import Invoice
from ..parties import service as parties
from ..parties.seller import Seller
from .request import Row, missing, rows


@dataclass
class Request:
    period: str
    rows: list[Row] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    """What is not told, a line each; the documents concerned are in it all the same but for untold buyers."""


def request(period: str, tenant: str | None = None) -> Request:
    """Of one tenant by name, or of all. InvalidInput where the seller is not told."""
    made = Request(period)
    with snapshot():
        tenant_id = tenants_named(tenant)[0].id if tenant is not None else None
        seller = parties.seller()
        if "default" not in seller.goods:
            made.missing.append("seller: fapiao.goods.default is missing: a name and its tax category code")
        charged = invoices.invoices(tenant_id=tenant_id, period=period)
        asked: list[Invoice | CreditNote] = [one for one in charged if _is_taxed(one)]
        asked += [note for note in _notes(period, tenant_id) if _is_taxed(note.invoice)]
        for one in asked:
            _ask(made, one, seller)
    made.missing = list(dict.fromkeys(made.missing))
    return made


def _is_taxed(invoice: Invoice) -> bool:
    """What is asked for ahead is on no fapiao."""
    return invoice.kind != Kind.PREPAYMENT.value


def _notes(period: str, tenant_id: int | None) -> list[CreditNote]:
    query = select(CreditNote).where(given_in(period)).order_by(CreditNote.id)
    return list(db.session.scalars(query if tenant_id is None else query.filter_by(tenant_id=tenant_id)))


def _ask(made: Request, one: Invoice | CreditNote, seller: Seller) -> None:
    tenant = db.session.get_one(Tenant, one.tenant_id)
    try:
        document = document_of(one)
    except InvalidInput as error:
        made.missing.append(str(error))
        return
    told = (tenant.policies.get("billing") or {}).get("fapiao", {})
    kind = told.get("kind", seller.kind)
    made.missing += [
        f"tenant {tenant.name}: billing.{key} is missing for a fapiao of kind {kind}"
        for key in missing(document.buyer, kind)
    ]
    invoice, bill = (one, bill_of(one, {})) if isinstance(one, Invoice) else (one.invoice, given_back(one))
    if not invoice.tax_formula:
        made.missing.append(f"{one.number}: its contract has no clause tax, so there is no rate")
        return
    lines = {str(at): line for at, line in enumerate(bill.lines, 1)}
    remarks = told.get("remarks", "") or f"{invoice.period} {one.number}"
    reason = one.reason if isinstance(one, CreditNote) else ""
    made.rows += rows(document, lines, seller.goods, kind, remarks, reason)
