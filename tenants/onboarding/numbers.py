"""The ``numbers`` section: DIDs taken from the operator's pool, each leading to a flow."""

from __future__ import annotations

from sqlalchemy import select

from seatyard.db import db
from seatyard.errors import Conflict, InvalidInput

from ..models import Number, Tenant
from .lead_times import IVR
from .sections import Change, Onboarding


class NumbersSection:
    def check(self, document: Onboarding) -> None:
        flows = document["flows"]
        seen: set[str] = set()
        for i, wanted in enumerate(document["numbers"]):
            where = f"numbers[{i}]"
            if wanted["e164"] in seen:
                raise InvalidInput(f"{wanted['e164']} is given twice", where=f"{where}.e164")
            if wanted["flow"] not in flows:
                raise InvalidInput(
                    f"no flow {wanted['flow']}", where=f"{where}.flow", allowed=", ".join(sorted(flows))
                )
            seen.add(wanted["e164"])
            _check_owner(wanted["e164"], document["tenant"]["name"], f"{where}.e164")

    def changes(self, tenant: Tenant | None, document: Onboarding) -> list[Change]:
        there = {number.e164: number for number in tenant.numbers} if tenant else {}
        flows = {flow.name for flow in tenant.flows} if tenant else set()
        changes = []
        for wanted in document["numbers"]:
            number = there.pop(wanted["e164"], None)
            request = "" if wanted["flow"] in flows else IVR
            if number is None:
                detail = f"to flow {wanted['flow']}"
                changes.append(_lead("add", wanted["e164"], wanted["flow"], detail, request))
            elif number.flow is None or number.flow.name != wanted["flow"]:
                before = number.flow.name if number.flow else "none"
                detail = f"flow {before} → {wanted['flow']}"
                changes.append(_lead("change", number.e164, wanted["flow"], detail, request))
        return changes + [_give_back(number) for number in there.values()]

    def export(self, tenant: Tenant) -> Onboarding:
        return {"numbers": [{"e164": n.e164, "flow": n.flow.name} for n in tenant.numbers if n.flow]}


def _check_owner(e164: str, tenant_name: str, where: str) -> None:
    number = db.session.get(Number, e164)
    if number is None:
        raise InvalidInput(
            f"{e164} is not in the operator's pool",
            where=where,
            allowed="a number added with `seatyard number`",
        )
    if number.tenant and number.tenant.name != tenant_name:
        raise Conflict(f"{e164} belongs to {number.tenant.name}", where=where)


def _lead(action: str, e164: str, flow: str, detail: str, request: str) -> Change:
    """``request`` is that of a flow which is not there yet: the number is taken, and waits for it."""
    return Change(
        action, f"number {e164}", lambda tenant: lead(take(tenant, e164), flow), detail, request=request
    )


def take(tenant: Tenant, e164: str) -> Number:
    """The number, from now on the tenant's; Conflict when another was quicker."""
    number = db.session.scalars(select(Number).filter_by(e164=e164).with_for_update()).one()
    if number.tenant not in (None, tenant):
        raise Conflict(f"{e164} was taken by {number.tenant.name} just now", where="numbers")
    number.tenant = tenant
    return number


def lead(number: Number, flow: str) -> None:
    """Let a number lead to its tenant's flow of this name."""
    assert number.tenant is not None
    number.flow = next(one for one in number.tenant.flows if one.name == flow)


def _give_back(number: Number) -> Change:
    def apply(_: Tenant) -> None:
        number.tenant = number.flow = None

    return Change("remove", f"number {number.e164}", apply, "back to the pool")
