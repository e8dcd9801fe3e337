"""The parties' part of the ``billing`` section of an onboarding file: whom invoices are made out to.

The section is kept with the tenant's other policies; ``contacts`` in it is the mails' (``billing/mails``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seatyard import documents

from ..cases.facts.schemas import mapping
from .schema import PARTY, check_tax_id, text
from .seller import KINDS

if TYPE_CHECKING:  # its schema alone is printed without a database
    from tenants.models import Tenant
    from tenants.onboarding.sections import Change, Onboarding

FAPIAO = mapping([], {"kind": {"enum": list(KINDS)}, "remarks": text(200, "remarks")})
"""Electronic both; a special one needs the buyer's address, phone and bank too."""
BUYER: dict[str, Any] = PARTY | {"fapiao": FAPIAO}
SCHEMA = mapping(["name"], BUYER)


def told(section: dict[str, Any]) -> dict[str, Any]:
    """What of the section is about the party; empty where nobody is named."""
    return {key: value for key, value in section.items() if key != "contacts"}


class BillingCheck:
    def check(self, document: Onboarding) -> None:
        section = told(document.get("billing", {}))
        if section:
            documents.check(section, SCHEMA, at="billing")
            check_tax_id(section, "billing.")

    def changes(self, tenant: Tenant | None, document: Onboarding) -> list[Change]:
        return []

    def export(self, tenant: Tenant) -> Onboarding:
        return {}
