"""The ``contract`` section of an onboarding file: checked, compared, stored."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from seatyard import clock, documents
from seatyard.db import db
from seatyard.errors import InvalidInput
from tenants.models import Tenant
from tenants.onboarding.sections import Change, Onboarding

from ..clauses.seat_rent import SeatRent
from ..engine import Agreement
from ..models import Contract
from . import versions
from .schema import SCHEMA
from .service import agreement_of, contracts_of
from .wanted import Wanted, wanted


class ContractSection:
    def check(self, document: Onboarding) -> None:
        documents.check(document["contract"], SCHEMA, at="contract")
        asked = wanted(document)
        _check_prices(document, asked.agreement(asked.document()))

    def changes(self, tenant: Tenant | None, document: Onboarding) -> list[Change]:
        asked = wanted(document)
        known = contracts_of(tenant.id)[-1:] if tenant else []
        if not known or _follows(asked, known[0]):
            return [_add(asked)]
        contract = known[0]
        asked.agreement(_new_terms(contract, asked))
        return _in_place(contract, asked) + versions.changed(contract, asked)

    def export(self, tenant: Tenant) -> Onboarding:
        known = contracts_of(tenant.id)
        return {"contract": _section(known[-1])} if known else {}


def _follows(asked: Wanted, contract: Contract) -> bool:
    """Whether the file's contract begins after the end of the one that is there."""
    ends = agreement_of(contract).term.ends
    return ends is not None and ends < asked.starts


def _check_prices(document: Onboarding, agreement: Agreement) -> None:
    """Each seat's type has a price, at first or from a change on."""
    rents = [one for version in agreement.versions for one in version.clauses if isinstance(one, SeatRent)]
    priced = dict.fromkeys(type for rent in rents for type in rent.price)
    for at, seat in enumerate(document["seats"]):
        if rents and seat["type"] not in priced:
            raise InvalidInput(
                f"the contract has no price for a seat of type {seat['type']!r}",
                where=f"seats[{at}].type",
                allowed=", ".join(priced),
            )


def _add(asked: Wanted) -> Change:
    def apply(tenant: Tenant) -> None:
        contract = Contract(tenant_id=tenant.id, terms=asked.document())
        _fill(contract, asked)
        db.session.add(contract)
        versions.store(contract, asked)

    until = f" to {asked.ends}" if asked.ends else ""
    later = "".join(f"; from {one.starts}: {versions.phrases(one.overrides)}" for one in asked.changes)
    return Change("add", f"contract {asked.template}", apply, f"from {asked.starts}{until}{later}")


def _in_place(contract: Contract, asked: Wanted) -> list[Change]:
    """What the file says otherwise of the contract itself; once it has begun, only of its end."""
    _check_start(contract, asked)
    terms, dates = _differences(contract, asked), _dates(contract, asked)
    if terms and versions.has_begun(contract):
        message = f"the contract has begun and cannot be changed in place ({', '.join(terms)})"
        day = max(versions.first_open_day(contract), clock.now().date())
        example = f"a change with a date, such as changes: [{{starts: {day}, overrides: {{…}}}}]"
        raise InvalidInput(message, where="contract", allowed=example)
    _check_end(contract, asked)

    def apply(_: Tenant) -> None:
        contract.terms = _new_terms(contract, asked)
        _fill(contract, asked)
        versions.store(contract, asked)

    phrases = terms + dates
    return [Change("change", f"contract {contract.template}", apply, ", ".join(phrases))] if phrases else []


def _check_start(contract: Contract, asked: Wanted) -> None:
    """No second contract beside one that holds."""
    if asked.starts <= contract.starts or not versions.has_begun(contract):
        return
    ends = agreement_of(contract).term.ends
    until = f"runs to {ends}" if ends else "renews by itself" if contract.ends else "has no last day"
    by = " once not_renewed says when notice was given" if contract.ends and not ends else ""
    message = f"the contract from {contract.starts} {until} and still holds"
    allowed = f"{contract.starts}, or a day after its end{by}"
    raise InvalidInput(message, where="contract.starts", allowed=allowed)


def _fill(contract: Contract, asked: Wanted) -> None:
    contract.template, contract.overrides = asked.template, asked.overrides
    contract.signed, contract.starts, contract.ends = asked.signed, asked.starts, asked.ends
    contract.not_renewed = asked.not_renewed


def _check_end(contract: Contract, asked: Wanted) -> None:
    """No end before a month that is invoiced, neither as agreed nor by a notice."""
    last = versions.first_open_day(contract) - timedelta(days=1)
    ends = asked.agreement(_new_terms(contract, asked)).term.ends
    if ends is not None and contract.starts <= last and ends < last and _dates(contract, asked):
        where = "contract.ends" if contract.ends != asked.ends else "contract.not_renewed"
        message = f"the contract would end on {ends}, before the end of an invoiced month"
        raise InvalidInput(message, where=where, allowed=f"an end from {last} on")


def _differences(contract: Contract, asked: Wanted) -> list[str]:
    """What the file says otherwise of the terms, a phrase each: ``seat_rent.price.inbound 400 → 450``."""
    before = versions.flat(contract.terms) | _heads(contract)
    after = versions.flat(_new_terms(contract, asked)) | _heads(asked)
    changed = [path for path in before | after if before.get(path) != after.get(path)]
    phrases = [f"{path} {before.get(path, 'none')} → {after.get(path, 'none')}" for path in changed]
    return phrases or (["overrides"] if contract.overrides != asked.overrides else [])


def _dates(contract: Contract, asked: Wanted) -> list[str]:
    """Likewise of what may change while the contract runs: its end, and a notice not to renew."""
    pairs = [(name, getattr(contract, name), getattr(asked, name)) for name in ("ends", "not_renewed")]
    return [
        f"{name} {before or 'none'} → {after or 'none'}" for name, before, after in pairs if before != after
    ]


def _new_terms(contract: Contract, asked: Wanted) -> dict[str, Any]:
    """The terms that the file asks for. Those agreed stay while nothing of what they were made from
    is changed, even if a later release ships the template otherwise."""
    made = asked.document()
    same = (contract.template, contract.overrides) == (asked.template, asked.overrides)
    return contract.terms if same and contract.terms["timezone"] == made["timezone"] else made


def _heads(contract: Contract | Wanted) -> dict[str, Any]:
    return {name: getattr(contract, name) for name in ("template", "signed", "starts")}


def _section(contract: Contract) -> dict[str, Any]:
    section: dict[str, Any] = {
        "template": contract.template,
        "signed": contract.signed.isoformat(),
        "starts": contract.starts.isoformat(),
    }
    section |= {
        name: day.isoformat()
        for name in ("ends", "not_renewed")
        if (day := getattr(contract, name)) is not None
    }
    if contract.overrides:
        section["overrides"] = contract.overrides
    if contract.changes:
        section["changes"] = [
            {"starts": one.starts.isoformat(), "signed": one.signed.isoformat(), "overrides": one.overrides}
            for one in contract.changes
        ]
    return section
