"""What the dialplan of outgoing calls is made of, for one tenant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import phonenumbers

from tenants.models import Tenant

from ...carriers.formats import HOME
from ...carriers.routing import Carrier

EMERGENCY = ("110", "119", "120", "122")


@dataclass(frozen=True)
class WayOut:
    tenant_id: int
    allow: tuple[str, ...]
    deny: tuple[str, ...]
    numbers: tuple[tuple[str, str | None], ...]
    """The tenant's own numbers that may be shown, each with its carrier; the first is shown by default."""
    carriers: tuple[Carrier, ...]
    home: int = HOME
    """Country code whose numbers people may dial without it."""

    @property
    def shown(self) -> str:
        """The number shown by default, in E.164; empty when there is none."""
        return self.numbers[0][0] if self.numbers else ""

    @classmethod
    def of(cls, tenant: Tenant, carriers: Sequence[Carrier]) -> WayOut:
        policy = tenant.policies.get("outbound") or {}
        own = {number.e164: number.carrier for number in tenant.numbers}
        listed = [e164 for e164 in policy.get("caller_numbers", ()) if e164 in own]
        numbers = tuple((e164, own[e164]) for e164 in dict.fromkeys([*listed, *own]))
        return cls(
            tenant_id=tenant.id,
            allow=tuple(policy.get("allow", ())),
            deny=tuple(policy.get("deny", ())),
            numbers=numbers,
            carriers=tuple(carriers),
            home=_country_code(numbers[0][0]) if numbers else HOME,
        )


def _country_code(e164: str) -> int:
    return phonenumbers.parse(e164).country_code or HOME
