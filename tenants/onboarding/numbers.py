"""The ``numbers`` section: DIDs taken from the operator's pool, each leading to a flow."""

from __future__ import annotations

from sqlalchemy import select

from seatyard.db import db
from seatyard.errors import Conflict, InvalidInput

from ..models import Number, Tenant
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
        changes = []
        for wanted in document["numbers"]:
            number = there.pop(wanted["e164"], None)
            if number is None:
                changes.append(_lead("add", wanted["e164"], wanted["flow"], f"to flow {wanted['flow']}"))
            elif number.flow is None or number.flow.name != wanted["flow"]:
                before = number.flow.name if number.flow else "none"
                changes.append(
                    _lead("change", number.e164, wanted["flow"], f"flow {before} → {wanted['flow']}")
                )
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


def _lead(action: str, e164: str, flow_name: str, detail: str) -> Change:
    def apply(tenant: Tenant) -> None:
        number = db.session.scalars(select(Number).filter_by(e164=e164).with_for_update()).one()
        if number.tenant not in (None, tenant):
            raise Conflict(f"{e164} was taken by {number.tenant.name} just now", where="numbers")
        number.tenant = tenant
        number.flow = next(flow for flow in tenant.flows if flow.name == flow_name)

    return Change(action, f"number {e164}", apply, detail)


def _give_back(number: Number) -> Change:
    def apply(_: Tenant) -> None:
        number.tenant = number.flow = None

    return Change("remove", f"number {number.e164}", apply, "back to the pool")
