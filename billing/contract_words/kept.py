"""What a tenant's contract says of its recordings, for pages that are not about the contract."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tenants.models import Tenant

from .. import terms
from ..clauses.recordings import Recordings
from ..contracts.service import versions_of
from ..engine import Text
from ..facts import agreement_now
from ..models import Contract
from ..terms.templates import Quote
from . import said
from .reading import contract_of


@dataclass(frozen=True, slots=True)
class Kept:
    contract: Contract
    sentences: tuple[Text, ...]
    """None: the contract says nothing of them."""
    quotes: tuple[Quote, ...]
    later: tuple[tuple[date, tuple[Text, ...]], ...]
    """What signed changes make of it, by the day from which they hold."""


def kept(tenant: Tenant, on: date) -> Kept | None:
    """On a local day; None where the tenant has no contract."""
    contract = contract_of(tenant)
    if contract is None:
        return None
    agreement = agreement_now(contract)
    day, currency = max(on, contract.starts), agreement.currency.value

    def of(day: date) -> tuple[Text, ...]:
        clause = agreement.clause(Recordings.name, day)
        return tuple(said(clause, currency)) if clause else ()

    now, template = of(day), terms.find(contract.template)
    quotes = tuple(template.texts.get(Recordings.name, ())) if template and now else ()
    later = [(one.starts, of(one.starts)) for one in versions_of(contract) if one.starts > day]
    return Kept(contract, now, quotes, tuple(one for one in later if one[1] != now))
