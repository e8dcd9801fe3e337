"""Flows renamed and removed, with what hangs on them."""

from __future__ import annotations

from sqlalchemy import delete

from seatyard.db import db
from seatyard.errors import Conflict, NotFound
from seatyard.sentence import sentence
from tenants.models import Flow, Number, Tenant
from tenants.onboarding import document as files
from tenants.onboarding import service as onboarding

from . import drafts
from .models import FlowDraft


def leading(tenant: Tenant, name: str) -> list[Number]:
    """The numbers whose callers come to the flow."""
    return [number for number in tenant.numbers if number.flow is not None and number.flow.name == name]


def rename(tenant: Tenant, name: str, new: str) -> None:
    """Give a flow and its draft another name. The switch knows it by its id: nothing changes there. Commits.

    Conflict while queues and flows wait for their day, which know it by its name.
    """
    if name == new:
        return
    drafts.check_name(tenant, new)
    if tenant.arrangement is not None:
        told = sentence("queues and flows wait for %(day)s", day=tenant.arrangement.first_day)
        raise Conflict(told, where=f"flow {name}")
    of, draft = _flow(tenant, name), drafts.kept(tenant, name)
    if of is None and draft is None:
        raise NotFound(sentence("no flow %(name)s", name=name))
    for one in (of, draft):
        if one is not None:
            one.name = new
    db.session.commit()


def remove(tenant: Tenant, name: str, *, numbers_to: str = "") -> list[str]:
    """Take a flow away, with its versions and its draft; the changes in words, with the day of what waits.

    Its numbers lead to ``numbers_to`` from then on; Conflict where it has numbers and none is named. Commits.
    """
    of, draft = _flow(tenant, name), drafts.kept(tenant, name)
    if of is None and draft is None:
        raise NotFound(sentence("no flow %(name)s", name=name))
    whole = onboarding.export(tenant.name)
    numbers = [number["e164"] for number in whole["numbers"] if number["flow"] == name]
    others = [one for one in whole["flows"] if one != name]
    if numbers and numbers_to not in others:
        told = sentence("numbers lead there: %(numbers)s", numbers=", ".join(numbers))
        raise Conflict(told, where=f"flow {name}", allowed=", ".join(others) or sentence("none yet"))
    db.session.execute(delete(FlowDraft).filter_by(tenant_id=tenant.id, name=name))
    if name not in whole["flows"]:
        db.session.commit()
        return []
    del whole["flows"][name]
    for number in whole["numbers"]:
        number["flow"] = numbers_to if number["flow"] == name else number["flow"]
    return onboarding.onboard_document(files.checked(whole)).changes


def lead(tenant: Tenant, e164: str, name: str) -> list[str]:
    """Let one of the tenant's numbers lead to a published flow; the changes in words. Commits."""
    whole = onboarding.export(tenant.name)
    numbers = {number["e164"]: number for number in whole["numbers"]}
    if e164 not in {number.e164 for number in tenant.numbers}:
        raise NotFound(sentence("no number %(number)s", number=e164))
    if name not in whole["flows"]:
        allowed = ", ".join(whole["flows"]) or sentence("none yet")
        raise NotFound(sentence("no flow %(name)s", name=name), allowed=allowed)
    whole["numbers"] = list((numbers | {e164: {"e164": e164, "flow": name}}).values())
    return onboarding.onboard_document(files.checked(whole)).changes


def _flow(tenant: Tenant, name: str) -> Flow | None:
    return next((one for one in tenant.flows if one.name == name), None)
