"""A tenant's contract in words, on the page and on paper."""

from __future__ import annotations

from functools import partial

from flask import Response, current_app, render_template
from flask_login import current_user

from billing.contract_words import pdf
from billing.contract_words.reading import contract_of, read
from billing.contract_words.titles import CHAPTERS
from billing.contracts.service import contracts_of
from billing.documents.parameters import said, told
from seatyard.app import settings_of
from seatyard.attached import attached
from seatyard.errors import NotFound
from seatyard.identity.permissions import SERVICE
from seatyard.identity.roles import may
from tenants.models import Tenant

from ..contract_effects import effects
from ..i18n import language


@may(SERVICE)
def tenant_contract(tenant: Tenant, contract: int | None = None) -> str:
    """The contract that holds; by its id, any of the tenant's."""
    found = contract_of(tenant, contract)
    return render_template(
        "contract.html",
        tenant=tenant,
        reading=read(found) if found else None,
        contracts=contracts_of(tenant.id),
        operator=settings_of(current_app).operator,
        chapters=CHAPTERS,
        effects=partial(effects, tenant=tenant.name, permitted=current_user.may),
        told=partial(told, language=language()),
        said=partial(said, language=language()),
    )


@may(SERVICE)
def contract_file(tenant: Tenant, contract: int) -> Response:
    """The same on paper."""
    found = contract_of(tenant, contract)
    if found is None:
        raise NotFound(f"no contract {contract}", where=f"tenant {tenant.name}")
    paper = pdf.render(tenant, read(found), language())
    return attached(paper, "application/pdf", f"{tenant.name}-contract-{contract}.pdf")
