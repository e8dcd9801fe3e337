"""The ``contract`` section of an onboarding file: checked, compared, stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from seatyard import documents
from seatyard.db import db
from seatyard.errors import InvalidInput
from tenants.models import Tenant
from tenants.onboarding.sections import Change, Onboarding

from .. import terms
from ..clauses.seat_rent import SeatRent
from ..models import Contract
from .service import contracts_of

_DATE = {"type": "string", "format": "date", "description": "a date such as 2026-03-01"}
SCHEMA = {
    "type": "object",
    "required": ["template", "starts"],
    "additionalProperties": False,
    "properties": {
        "template": {"type": "string", "description": "a template's name"},
        "signed": _DATE,
        "starts": _DATE,
        "ends": _DATE,
        "overrides": {"type": "object", "description": "a mapping of clauses to their parameters"},
    },
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the file says of the contract."""

    template: str
    signed: date
    starts: date
    ends: date | None
    overrides: dict[str, Any]
    timezone: str
    """Of the tenant: the contract's, unless its overrides name another."""

    def terms(self) -> dict[str, Any]:
        """The template's terms with the file's merged over them."""
        base = terms.load(self.template, "contract.template").terms
        return terms.merged(base, {"timezone": self.timezone} | self.overrides)


class ContractSection:
    def check(self, document: Onboarding) -> None:
        documents.check(document["contract"], SCHEMA, at="contract")
        wanted = _wanted(document)
        if wanted.ends is not None and wanted.ends < wanted.starts:
            raise InvalidInput(
                f"{wanted.ends} is before the start", where="contract.ends", allowed=f"from {wanted.starts}"
            )
        parsed = terms.parse(wanted.terms(), at="contract.overrides")
        rent = parsed.clause(SeatRent.name)
        if isinstance(rent, SeatRent):
            _check_prices(document, rent)

    def changes(self, tenant: Tenant | None, document: Onboarding) -> list[Change]:
        wanted = _wanted(document)
        known = contracts_of(tenant.id)[-1:] if tenant else []
        if not known or (known[0].ends is not None and known[0].ends < wanted.starts):
            return [_add(wanted)]
        differences = _differences(known[0], wanted)
        return [_change(known[0], wanted, differences)] if differences else []

    def export(self, tenant: Tenant) -> Onboarding:
        known = contracts_of(tenant.id)
        return {"contract": _section(known[-1])} if known else {}


def _wanted(document: Onboarding) -> Wanted:
    section = document["contract"]
    starts = date.fromisoformat(section["starts"])
    return Wanted(
        template=section["template"],
        signed=date.fromisoformat(section["signed"]) if "signed" in section else starts,
        starts=starts,
        ends=date.fromisoformat(section["ends"]) if "ends" in section else None,
        overrides=terms.exact(section.get("overrides", {})),
        timezone=document["tenant"]["timezone"],
    )


def _check_prices(document: Onboarding, rent: SeatRent) -> None:
    for at, seat in enumerate(document["seats"]):
        if seat["type"] not in rent.price:
            raise InvalidInput(
                f"the contract has no price for a seat of type {seat['type']!r}",
                where=f"seats[{at}].type",
                allowed=", ".join(rent.price),
            )


def _add(wanted: Wanted) -> Change:
    def apply(tenant: Tenant) -> None:
        db.session.add(
            Contract(
                tenant_id=tenant.id,
                template=wanted.template,
                overrides=wanted.overrides,
                terms=wanted.terms(),
                signed=wanted.signed,
                starts=wanted.starts,
                ends=wanted.ends,
            )
        )

    until = f" to {wanted.ends}" if wanted.ends else ""
    return Change("add", f"contract {wanted.template}", apply, f"from {wanted.starts}{until}")


def _change(contract: Contract, wanted: Wanted, differences: list[str]) -> Change:
    def apply(_: Tenant) -> None:
        contract.terms = _new_terms(contract, wanted)
        contract.template, contract.overrides = wanted.template, wanted.overrides
        contract.signed, contract.starts, contract.ends = wanted.signed, wanted.starts, wanted.ends

    return Change("change", f"contract {contract.template}", apply, ", ".join(differences))


def _differences(contract: Contract, wanted: Wanted) -> list[str]:
    """What the file says otherwise, a phrase each: ``seat_rent.price.inbound 400 → 450``."""
    before = _flat(contract.terms) | _heads(contract)
    after = _flat(_new_terms(contract, wanted)) | _heads(wanted)
    changed = [path for path in before | after if before.get(path) != after.get(path)]
    phrases = [f"{path} {before.get(path, 'none')} → {after.get(path, 'none')}" for path in changed]
    return phrases or (["overrides"] if contract.overrides != wanted.overrides else [])


def _new_terms(contract: Contract, wanted: Wanted) -> dict[str, Any]:
    """The terms that the file asks for. Those agreed stay while nothing of what they were made from
    is changed, even if a later release ships the template otherwise."""
    made = wanted.terms()
    same = (contract.template, contract.overrides) == (wanted.template, wanted.overrides)
    return contract.terms if same and contract.terms["timezone"] == made["timezone"] else made


def _heads(contract: Contract | Wanted) -> dict[str, Any]:
    return {name: getattr(contract, name) or "none" for name in ("template", "signed", "starts", "ends")}


def _flat(document: dict[str, Any], path: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in document.items():
        flat |= _flat(value, f"{path}{key}.") if isinstance(value, dict) else {f"{path}{key}": value}
    return flat


def _section(contract: Contract) -> dict[str, Any]:
    section: dict[str, Any] = {
        "template": contract.template,
        "signed": contract.signed.isoformat(),
        "starts": contract.starts.isoformat(),
    }
    if contract.ends:
        section["ends"] = contract.ends.isoformat()
    return section | ({"overrides": contract.overrides} if contract.overrides else {})
