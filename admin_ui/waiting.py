"""What is due to tenants: their requests and what contracts ask of the operator, in one list by day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from billing.duties import service as duties
from billing.duties.service import Duty
from tenants import directory
from tenants.models import Tenant
from tenants.requests import listing
from tenants.requests.listing import Entry


@dataclass(frozen=True, slots=True)
class Waiting:
    """A row of the list: a request, or a duty."""

    due: date
    late: bool
    tenant: Tenant
    request: Entry | None = None
    duty: Duty | None = None


def waiting() -> list[Waiting]:
    """All that is open, the earliest due first."""
    asked = [Waiting(one.request.due, one.late, one.tenant, request=one) for one in listing.open_ones()]
    found = duties.listing(open_only=True)
    owners = directory.by_id([one.invoice.tenant_id for one in found])
    owed = [Waiting(one.due, one.overdue, owners[one.invoice.tenant_id], duty=one) for one in found]
    return sorted([*asked, *owed], key=lambda one: (one.due, one.tenant.name))
