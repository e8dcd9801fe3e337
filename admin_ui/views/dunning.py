"""What follows when bills are not paid: every step for finance, its own notices for a tenant."""

from __future__ import annotations

from datetime import date

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from billing.dunning import document, ending, listing, service, words
from billing.mails import outbox
from seatyard.errors import InvalidInput
from seatyard.identity.permissions import MONEY, MONEY_WORK, SERVICE
from seatyard.identity.roles import may
from tenants import directory
from tenants.models import Tenant


@may(MONEY)
def dunning() -> str:
    page = listing.overview(request.args.get("page", 1, int))
    return render_template(
        "dunning.html",
        page=page,
        contracts=[document.of_matter(one) for one in page.entries],
        owners=directory.by_id([one.contract.tenant_id for one in page.entries]),
    )


@may(SERVICE)
def tenant_dunning(tenant: Tenant) -> str:
    matters = service.of_tenant(tenant.name)
    return render_template(
        "tenant_dunning.html",
        tenant=tenant,
        matters=matters,
        contracts=[document.of_matter(one) for one in matters],
        letters=outbox.of_tenant(tenant.id),
    )


@may(MONEY_WORK)
def say_dunning(tenant: Tenant, word: str) -> ResponseReturnValue:
    """A person's word on a contract: hold, resume, told, suspend or terminate."""
    name, form = tenant.name, request.form
    said = {"by": current_user.login, "reason": form.get("reason", "")}
    contract = form.get("contract", type=int)
    if word == "hold":
        words.hold(name, until=_day(form.get("until", "")), contract=contract, **said)
    elif word == "resume":
        words.resume(name, contract=contract, **said)
    elif word == "told":
        words.told(name, form.get("bill", ""), contract=contract, **said)
    elif word == "suspend":
        words.suspend(name, contract=contract, **said)
    else:
        ending.terminate(name, contract=contract, **said)
    return redirect(url_for("ui.tenant_dunning", tenant=name))


@may(MONEY_WORK)
def step_dunning(tenant: Tenant, step: int, word: str) -> ResponseReturnValue:
    """Undo a step of this tenant's, or let it come again."""
    name, tenant_id = tenant.name, tenant.id
    act = words.undo if word == "undo" else words.again
    act(step, by=current_user.login, reason=request.form.get("reason", ""), tenant_id=tenant_id)
    return redirect(url_for("ui.tenant_dunning", tenant=name))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        told = "a day such as 2026-03-02"
        raise InvalidInput(f"no such day: {text!r}", where="until", allowed=told) from None
