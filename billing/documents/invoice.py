"""An invoice as plain data: its bill, with the number and the tenant."""

from __future__ import annotations

from typing import Any

from tenants import directory

from ..invoices.stored import bill_of
from ..models import Invoice
from . import data


def of_invoice(invoice: Invoice) -> dict[str, Any]:
    """What ``bill show --json`` and ``bill export --format json`` print."""
    tenant = directory.name_of(invoice.tenant_id)
    return {"number": invoice.number, "tenant": tenant, **data.of_bill(bill_of(invoice))}
