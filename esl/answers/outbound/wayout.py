"""What the dialplan of outgoing calls is made of, for one tenant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import phonenumbers

from tenants.models import Tenant

from ...carriers.formats import HOME
from ...carriers.routing import Carrier
from ...flows.opening import Opening, years
from ..limits import Limits

EMERGENCY = ("110", "119", "120", "122")
CHOICES = 9
"""Numbers that a digit chooses from."""


@dataclass(frozen=True)
class WayOut:
    tenant_id: int
    allow: tuple[str, ...]
    deny: tuple[str, ...]
    numbers: tuple[tuple[str, str | None], ...]
    """The tenant's own numbers that may be shown, each with its carrier; the first is shown by default."""
    carriers: tuple[Carrier, ...]
    limits: Limits
    hours: Opening | None = None
    """When the tenant calls; None for always."""
    years: Sequence[int] = field(default_factory=years)
    """Those whose public holidays are known on the switch."""
    of_seats: Mapping[str, str] = field(default_factory=dict)
    """By seat number, the number that its calls show where that is not the tenant's first."""
    home: int = HOME
    """Country code whose numbers people may dial without it."""

    @property
    def choice(self) -> tuple[str, ...]:
        """The numbers that a seat may ask for by a digit, from 1 on."""
        return tuple(e164 for e164, _ in self.numbers[:CHOICES])

    @property
    def shown(self) -> str:
        """The number shown by default, in E.164; empty when there is none."""
        return self.numbers[0][0] if self.numbers else ""

    def shown_over(self, carrier: Carrier) -> str:
        """The first number that this carrier takes calls from, or whatever there is."""
        own = (e164 for e164, of in self.numbers if not carrier.own_numbers or of == carrier.name)
        return next(own, self.shown)

    @classmethod
    def of(cls, tenant: Tenant, carriers: Sequence[Carrier]) -> WayOut:
        policy = tenant.policies.get("outbound") or {}
        own = {number.e164: number.carrier for number in tenant.numbers}
        listed = listed_numbers(tenant)
        numbers = tuple((e164, own[e164]) for e164 in dict.fromkeys([*listed, *own]))
        return cls(
            tenant_id=tenant.id,
            allow=tuple(policy.get("allow", ())),
            deny=tuple(policy.get("deny", ())),
            numbers=numbers,
            carriers=tuple(carriers),
            limits=Limits.of(tenant.id, tenant.policies),
            hours=Opening.read(policy["hours"]) if policy.get("hours") else None,
            of_seats=shown_by_seats(tenant),
            home=_country_code(numbers[0][0]) if numbers else HOME,
        )


def listed_numbers(tenant: Tenant) -> list[str]:
    """The file's ``caller_numbers`` that are the tenant's still."""
    own = {number.e164 for number in tenant.numbers}
    listed = (tenant.policies.get("outbound") or {}).get("caller_numbers", ())
    return [e164 for e164 in listed if e164 in own]


def shown_by_seats(tenant: Tenant) -> dict[str, str]:
    """What the file says for seats and queues: a seat's own, else that of its first queue that has one."""
    policy = tenant.policies.get("outbound") or {}
    own = {number.e164 for number in tenant.numbers}
    shown: dict[str, str] = {}
    for queue in tenant.queues:
        of_queue = policy.get("queues", {}).get(queue.name, {}).get("caller_number")
        for tier in queue.tiers if of_queue in own else ():
            shown.setdefault(tier.seat.number, of_queue)
    of_seats = {number: one["caller_number"] for number, one in policy.get("seats", {}).items()}
    return shown | {number: e164 for number, e164 in of_seats.items() if e164 in own}


def _country_code(e164: str) -> int:
    return phonenumbers.parse(e164).country_code or HOME
