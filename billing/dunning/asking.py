"""What every word of a person's needs: whose contract is meant, and why. In the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable

from seatyard.errors import InvalidInput, NotFound

from ..contracts.service import contracts_of, tenants_named
from ..models import Contract
from .reading import Matter, matter
from .taking import locked


def the_matter(tenant: str, contract_id: int | None = None, *, lock: bool = True) -> Matter:
    """Of the tenant's one contract, or the one named, or where there are several the one that owes.

    NotFound for an unknown tenant or one without a contract, InvalidInput names the contracts to choose from.
    """
    among = contracts_of(tenants_named(tenant)[0].id)
    if not among:
        raise NotFound(f"{tenant} has no contract", where="tenant")
    chosen = [one for one in among if contract_id in (None, one.id)]
    if len(chosen) > 1:
        chosen = [one for one in chosen if matter(one).bills] or chosen
    if len(chosen) != 1:
        raise InvalidInput(f"{tenant} has {len(among)} contracts", where="contract", allowed=_ids(among))
    return matter(locked(chosen[0].id) if lock else chosen[0])


def said(reason: str) -> str:
    """A reason without the space around it; InvalidInput where nothing is said."""
    if not reason.strip():
        raise InvalidInput("a reason is needed", where="reason", allowed="a few words that others understand")
    return reason.strip()


def _ids(contracts: Iterable[Contract]) -> str:
    return ", ".join(f"{one.id} (from {one.starts})" for one in contracts)
