"""The two parties of a tenant's invoices."""

from __future__ import annotations

from flask import current_app

from seatyard import documents
from seatyard.app import settings_of
from seatyard.errors import InvalidInput
from tenants.models import Tenant

from .schema import Party, party_of
from .section import told
from .seller import Seller, load


def seller() -> Seller:
    """The operator, from the file that ``SEATYARD_SELLER`` names.

    InvalidInput, one line, where there is none or it is faulty.
    """
    path = settings_of(current_app).seller
    if path is None:
        told = "the path of a file that says name, tax_id, address (docs/billing.md)"
        raise InvalidInput("nobody says who the seller is", where="SEATYARD_SELLER", allowed=told)
    return load(documents.read(path))


def buyer(tenant: Tenant) -> Party:
    """Whom a tenant's invoices are made out to; InvalidInput where its file does not say."""
    section = told(tenant.policies.get("billing") or {})
    if not section:
        allowed = "a section billing with name, tax_id, address in the tenant's file"
        raise InvalidInput("no billing details", where=f"tenant {tenant.name}", allowed=allowed)
    return party_of(section)


def are_told(tenant: Tenant) -> bool:
    """Whether both are, so that there can be an e-invoice."""
    named = bool(told(tenant.policies.get("billing") or {}))
    return named and settings_of(current_app).seller is not None
