"""The sections of an onboarding file, each handled by the floor that it belongs to.

``tenants`` handles its own; upper floors register theirs at start: billing the
``contract``, esl the placement on a node and the checks of flows. So the file is
one, and no floor needs to know one above it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from ..models import Tenant
from .lead_times import Effect

Onboarding = dict[str, Any]
"""The whole checked document, section name to content."""


@dataclass(frozen=True)
class Later:
    """A change as the contract's lead time dates it."""

    effect: Effect
    apply: Callable[[Tenant], None] = field(repr=False)
    """Makes it so from that day on."""


@dataclass(frozen=True)
class Change:
    """One difference between the file and what is there; ``apply`` makes it so, at once."""

    action: str
    """``add``, ``change`` or ``remove``."""
    subject: str
    """What it is about: ``seat 1001``."""
    apply: Callable[[Tenant], None] = field(repr=False)
    detail: str = ""
    """What of it: ``type inbound → bidirectional``."""
    password: str = field(default="", repr=False)
    """Made up for this because the file names none: shown once, kept nowhere."""
    later: Later | None = None
    """In place of ``apply``, where the contract has a lead time and nobody waives it."""
    request: str = ""
    """The sort of request that it is, for what waits with others of the file (see ``arrangements``)."""

    def __str__(self) -> str:
        mark = {"add": "+", "change": "~", "remove": "-"}[self.action]
        return f"{mark} {self.subject}" + (f": {self.detail}" if self.detail else "")


class Section(Protocol):
    """What a floor does with its part of the file. Both methods see the whole document."""

    def check(self, document: Onboarding) -> None:
        """Raise InvalidInput, with the path, for what the schema alone cannot see."""

    def changes(self, tenant: Tenant | None, document: Onboarding) -> list[Change]:
        """The differences to what is there; ``tenant`` is None before its first onboarding."""

    def export(self, tenant: Tenant) -> Onboarding:
        """The section(s) of the file that would bring this tenant about."""


_registered: dict[str, Section] = {}


def register(name: str, section: Section) -> None:
    """Let ``section`` take part, after those registered before it (again: in the same place)."""
    _registered[name] = section


def all_sections() -> list[Section]:
    return list(_registered.values())
