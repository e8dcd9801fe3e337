"""The ``numbers`` section: DIDs taken from the operator's pool, each leading to a flow."""

from __future__ import annotations

from seatyard.db import db
from seatyard.errors import Conflict, InvalidInput

from ..models import Number, Tenant
from ..numbers import service
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
    if why := service.refusal(number, tenant_name):
        raise Conflict(f"{e164} {why}", where=where)


def _lead(action: str, e164: str, flow: str, detail: str, request: str) -> Change:
    """``request`` is that of a flow which is not there yet: the number is taken, and waits for it."""
    return Change(
        action, f"number {e164}", lambda tenant: lead(take(tenant, e164), flow), detail, request=request
    )


def take(tenant: Tenant, e164: str) -> Number:
    """The number, from now on the tenant's; Conflict when another was quicker."""
    number = service.locked(e164)
    service.take(number, tenant)
    return number


def lead(number: Number, flow: str) -> None:
    """Let a number lead to its tenant's flow of this name."""
    assert number.tenant is not None
    number.flow = next(one for one in number.tenant.flows if one.name == flow)


def _give_back(number: Number) -> Change:
    def apply(_: Tenant) -> None:
        service.give_back(number)

    detail = f"back to the pool, in quarantine until {service.quarantined_until()}"
    return Change("remove", f"number {number.e164}", apply, detail)
