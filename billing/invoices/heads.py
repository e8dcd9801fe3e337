"""What an invoice's document says beside its bill: who asks whom for it, and by which contract.

Kept with the number, so that a tenant's new name or a later edition of a template changes no document that
was made before. The database itself refuses to change it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import select

from seatyard.app import settings_of
from seatyard.db import db, transaction
from seatyard.errors import InvalidInput
from tenants.models import Tenant

from .. import terms
from ..engine import OUTAGE
from ..engine.facts import PROVIDER
from ..models import Invoice, InvoiceHead, InvoiceLine, LineEvidence
from ..parties import service as parties
from ..parties.schema import Party
from . import evidence
from .names import local

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Head:
    operator: str
    tenant: str
    """Its name."""
    title_zh: str
    title_en: str
    domain: str
    timezone: str
    language: str
    """In which the tenant's documents are, where nobody says otherwise."""
    contract_zh: str
    contract_en: str
    """What the contract is called."""
    quotes: dict[str, list[dict[str, Any]]]
    """The contract's own words by clause: ``{"text": {"zh": …, "en": …}, "source": …}``."""
    seller: dict[str, str] | None
    buyer: dict[str, str] | None
    """The parties as ``parties.schema.Party`` has them, where they were told."""
    outages: dict[str, list[dict[str, str]]]
    """By the position of the line that credits them: ``{"starts": …, "ends": …, "cause": …}``, local."""

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def parties(self) -> tuple[Party, Party]:
        """Seller and buyer; those told later where they were not told then. InvalidInput where none is."""
        seller = Party(**self.seller) if self.seller else parties.seller().party
        buyer = Party(**self.buyer) if self.buyer else parties.buyer(_named(self.tenant))
        return seller, buyer

    def title(self, language: str) -> str:
        return self.title_zh if language == "zh" else self.title_en

    def contract(self, language: str) -> str:
        return self.contract_zh if language == "zh" else self.contract_en


def of(invoice: Invoice) -> Head:
    """As it was kept; of an invoice from before heads were kept, as it would be today."""
    kept = db.session.get(InvoiceHead, invoice.id)
    return Head(**kept.document) if kept is not None else _today(invoice)


def keep(invoice: Invoice) -> None:
    """In the transaction that gives the invoice its number."""
    document = asdict(_today(invoice))
    head = InvoiceHead(invoice_id=invoice.id, tenant_id=invoice.tenant_id, document=document)
    head.fingerprint = fingerprint(document)
    db.session.add(head)


def catch_up() -> int:
    """Keep what invoices of before would say today; how many. Again, it finds nothing."""
    done = 0
    while True:
        with transaction():
            query = select(Invoice).outerjoin(InvoiceHead, InvoiceHead.invoice_id == Invoice.id)
            some = db.session.scalars(query.where(InvoiceHead.invoice_id.is_(None)).limit(AT_ONCE)).all()
            for invoice in some:
                keep(invoice)
        done += len(some)
        if len(some) < AT_ONCE:
            return done


def fingerprint(document: dict[str, Any]) -> str:
    """sha-256 of its JSON."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _today(invoice: Invoice) -> Head:
    tenant = db.session.get_one(Tenant, invoice.tenant_id)
    template = terms.find(invoice.contract.template)
    title = template.title if template else None
    clauses = dict.fromkeys(line.clause for line in invoice.lines)
    return Head(
        operator=settings_of(current_app).operator,
        tenant=tenant.name,
        title_zh=tenant.title_zh,
        title_en=tenant.title_en,
        domain=tenant.domain,
        timezone=tenant.timezone,
        language=tenant.language,
        contract_zh=title.zh if title else invoice.contract.template,
        contract_en=title.en if title else invoice.contract.template,
        quotes={
            name: [{"text": asdict(one.text), "source": one.source} for one in template.texts[name]]
            for name in clauses
            if template and name in template.texts
        },
        seller=_told(lambda: parties.seller().party),
        buyer=_told(lambda: parties.buyer(tenant)),
        outages=_outages(invoice, ZoneInfo(tenant.timezone)),
    )


def _outages(invoice: Invoice, zone: ZoneInfo) -> dict[str, list[dict[str, str]]]:
    of_outages = select(LineEvidence.line_id).where(
        LineEvidence.tenant_id == invoice.tenant_id,
        LineEvidence.line_id.in_([line.id for line in invoice.lines]),
        LineEvidence.kind == OUTAGE,
    )
    there = set(db.session.scalars(of_outages))
    return {str(line.position): _of_line(line, zone) for line in invoice.lines if line.id in there}


def _of_line(line: InvoiceLine, zone: ZoneInfo) -> list[dict[str, str]]:
    """Those that the node had, then those that somebody told of."""
    seen = [
        {"starts": local(row.starts_at, zone), "ends": local(row.ends_at, zone), "cause": row.cause}
        for row in evidence.outages(line)
    ]
    told = [row.document for row in evidence.facts(line) if row.kind == OUTAGE]
    return seen + [
        {"starts": str(one["from"]), "ends": str(one["to"]), "cause": one.get("cause", PROVIDER)}
        for one in told
    ]


def _told(party: Any) -> dict[str, str] | None:
    """A faulty file keeps no invoice from being made."""
    try:
        return asdict(party())
    except InvalidInput:
        return None


def _named(tenant: str) -> Tenant:
    return db.session.scalars(select(Tenant).filter_by(name=tenant)).one()
