"""A tenant's rooms as its file has them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MEMBERS = 30
"""How many a room takes when the file does not say."""


@dataclass(frozen=True)
class Room:
    tenant_id: int
    number: str
    """What colleagues dial."""
    pin: str
    moderator_pin: str = ""
    """Makes a moderator of whoever gives it; empty: nobody is one."""
    name: str = ""
    max_members: int = MEMBERS
    announce: bool = False
    """Whether a voice says that somebody came or left; a tone does otherwise."""
    record: bool | None = None
    """None: as the tenant's ``recordings`` have it for all talks."""

    @property
    def switch_name(self) -> str:
        """The conference on the switch: equal numbers of two tenants are two rooms."""
        return f"room-{self.tenant_id}-{self.number}"


def rooms_of(tenant_id: int, policies: Mapping[str, Any]) -> dict[str, Room]:
    """By number."""
    return {one["number"]: Room(tenant_id, **one) for one in policies.get("conferences", ())}
