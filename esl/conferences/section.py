"""What the schema alone cannot see of an onboarding file's ``conferences``."""

from __future__ import annotations

from seatyard.errors import InvalidInput
from tenants.models import Tenant
from tenants.onboarding.sections import Change, Onboarding

from ..answers.outbound import EMERGENCY


class ConferencesCheck:
    """Checks alone: the section is kept with the tenant's policies, by the floor below."""

    def check(self, document: Onboarding) -> None:
        taken = {seat["number"]: "a seat's number" for seat in document["seats"]}
        taken |= dict.fromkeys(EMERGENCY, "an emergency number")
        for i, room in enumerate(document.get("conferences", ())):
            where, number = f"conferences[{i}]", room["number"]
            if number in taken:
                raise InvalidInput(f"{number} is {taken[number]}", where=f"{where}.number")
            taken[number] = "given twice"
            if room.get("moderator_pin") == room["pin"]:
                raise InvalidInput("both PINs are the same", where=f"{where}.moderator_pin")

    def changes(self, tenant: Tenant | None, document: Onboarding) -> list[Change]:
        return []

    def export(self, tenant: Tenant) -> Onboarding:
        return {}
