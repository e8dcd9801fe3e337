"""Whose a conversation is. Pure, over a directory of the tenants that its legs may mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .legs import LegFacts

VARIABLE, DOMAIN, DID = "seatyard_tenant", "domain", "DID"


@dataclass(frozen=True)
class Directory:
    """The tenants, domains, DIDs and extensions that some legs name, as far as they exist."""

    tenants: frozenset[int] = frozenset()
    domains: Mapping[str, int] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)
    seats: Mapping[tuple[int, str], int] = field(default_factory=dict)
    """Seat id by tenant id and extension."""


@dataclass(frozen=True)
class Owner:
    tenant_id: int | None
    """None: no leg names a tenant that there is."""
    sources: Mapping[str, tuple[int, ...]]
    """What each source says, the most trustworthy first; of no use when they agree."""

    @property
    def disputed(self) -> bool:
        return len({tenant for said in self.sources.values() for tenant in said}) > 1


def owner_of(legs: Sequence[LegFacts], directory: Directory) -> Owner:
    """The tenant that ``legs``, in order, belong to.

    ``seatyard_tenant`` is believed first, then the domain, then the DID dialled. A leg that names
    none (a carrier's) takes the tenant of the legs that it is linked to.
    """
    said: dict[str, list[int]] = {VARIABLE: [], DOMAIN: [], DID: []}
    for leg in legs:
        claims = leg.claims
        if claims.tenant_id is not None:
            said[VARIABLE].append(claims.tenant_id)
        said[DOMAIN] += [directory.domains[name] for name in claims.domains if name in directory.domains]
        dids = [number for number in (claims.did, claims.dialled) if number in directory.numbers]
        said[DID] += [directory.numbers[number] for number in dids]
    trusted = [tenant for source in said.values() for tenant in source if tenant in directory.tenants]
    sources = {name: tuple(dict.fromkeys(tenants)) for name, tenants in said.items() if tenants}
    return Owner(trusted[0] if trusted else None, sources)
