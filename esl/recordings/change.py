"""Another time of keeping, asked of the operator: what follows is told before; asking changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from seatyard.errors import Conflict, InvalidInput
from tenants.models import Tenant
from tenants.requests import service as requests
from tenants.requests.models import TenantRequest

from . import forecast, holds, keep
from .forecast import Sum
from .retention import Rules

KIND = "contract_change"
LONGEST = keep.parse("10 years")
WANTS = "recordings.retention"
"""How the request names it: the contract's own word, in either language."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What follows from a wanted time of keeping."""

    keep: str
    on: date
    """The first local day that the contract's lead time allows."""
    clause: str
    """That lead time; empty where there is none."""
    at_once: Sum
    """Of what is stored now: past the wanted time on that day, though not past what holds now."""
    until_then: Sum
    """Goes before that day by what holds now, whatever is agreed."""
    held: bool
    """A legal hold on everything stands: nothing goes while it does."""


def effect(tenant: Tenant, wanted: str) -> Effect:
    """InvalidInput for what is no time of keeping, or longer than ten years."""
    kept = keep.parse(wanted)
    today = forecast.today_of(tenant)
    if keep.last_day(today, kept) > keep.last_day(today, LONGEST):
        raise InvalidInput("longer than ten years", where="keep", allowed="up to 10 years")
    on, clause = requests.first_day(tenant, KIND)
    return Effect(
        wanted,
        on,
        clause,
        forecast.goes_at_once(tenant, kept, on),
        forecast.goes_until(tenant, on),
        holds.Held(tenant.id).everything,
    )


def ask(tenant: Tenant, wanted: str, *, by: str) -> TenantRequest:
    """Ask for it, dated by the lead time; commits. Conflict where it is what holds for all already."""
    found = effect(tenant, wanted)
    agreed = Rules(tenant).uniform
    if agreed == keep.parse(wanted):
        raise Conflict("they are kept for so long already", where="keep", allowed="another time")
    return requests.ask(tenant.name, KIND, f"{WANTS}: {found.keep}", by=by)
