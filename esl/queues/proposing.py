"""A change of a queue, asked before it is made: what will be otherwise, from when, and on the switch how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from seatyard.db import db
from seatyard.errors import InvalidInput
from seatyard.sentence import sentence
from tenants import queue_changes
from tenants.models import Tenant
from tenants.onboarding import document as documents
from tenants.onboarding import editing
from tenants.onboarding.queues import SETTINGS
from tenants.onboarding.sections import Onboarding
from tenants.onboarding.service import export

from ..provisioning.foreseen import difference

ADDED, CHANGED, REMOVED = "added", "changed", "removed"
IN_DIALPLAN = frozenset(
    ["on_timeout", "on_full", "on_no_seat", "max_waiting", "announce_position", "survey", "call_back"]
)
"""Settings that the node asks for with each call: no command tells them."""
Place = tuple[int, int]
"""Level and position."""


@dataclass(frozen=True)
class Wish:
    """How a queue should be."""

    name: str
    said: dict[str, Any] = field(default_factory=dict)
    """As in a file; what is not said stays, None takes it back."""
    new: bool = False
    removed: bool = False

    @property
    def edit(self) -> editing.Edit:
        if self.removed:
            return queue_changes.removing(self.name)
        return queue_changes.setting(self.name, self.said, new=self.new)


@dataclass(frozen=True)
class Otherwise:
    """A setting, as it is and as it would be."""

    key: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Move:
    """A seat in the queue; None is outside of it."""

    number: str
    before: Place | None
    after: Place | None


@dataclass(frozen=True)
class Proposal:
    name: str
    what: str
    """``added``, ``changed`` or ``removed``."""
    settings: list[Otherwise]
    moves: list[Move]
    commands: list[str]
    """What the node will be told, names in place of ids."""
    dialplan: bool
    """Whether calls find something of it by themselves, without a command."""
    first_day: date | None
    """The local day from which it holds, where the contract has a lead time for it."""
    clause: str = ""

    @property
    def takes(self) -> bool:
        """Whether there is anything to say yes to."""
        return self.what != CHANGED or bool(self.settings or self.moves)


def propose(tenant: Tenant, wish: Wish) -> Proposal:
    """What the wish would change; nothing is changed. The errors are those of ``make``."""
    before = _as_it_is(tenant)
    brought, after = editing.tried(tenant, _checked(wish), lambda: _as_it_is(tenant))
    old, new = _queue(before, wish.name), _queue(after, wish.name)
    if old is None and new is None:
        raise InvalidInput(sentence("no queue %(name)s", name=wish.name))
    settings = _settings(old, new)
    later = [change.later.effect for change in brought.changes if change.later]
    return Proposal(
        wish.name,
        REMOVED if new is None else CHANGED if old else ADDED,
        settings,
        _moves(old, new),
        difference(before, after),
        old is None or new is None or any(one.key in IN_DIALPLAN for one in settings),
        max((effect.first_day for effect in later), default=None),
        later[0].clause if later else "",
    )


def make(tenant: Tenant, wish: Wish) -> editing.Brought:
    """Make it so. Asked again it changes nothing."""
    return editing.edited(tenant, _checked(wish))


def _checked(wish: Wish) -> editing.Edit:
    """The wish's edit, with the seats that are not there told in one line."""

    def edit(document: Onboarding) -> None:
        named = [str(one["number"]) for one in wish.said.get("seats") or ()]
        targets = [str(wish.said.get(key) or "") for key in ("on_timeout", "on_full", "on_no_seat")]
        named += [one.removeprefix("seat:") for one in targets if one.startswith("seat:")]
        known = {seat["number"] for seat in document["seats"]}
        if unknown := [number for number in dict.fromkeys(named) if number not in known]:
            raise InvalidInput(sentence("no such seats: %(numbers)s", numbers=", ".join(unknown)))
        wish.edit(document)

    return edit


def _as_it_is(tenant: Tenant) -> Onboarding:
    """Read anew: a queue that was just deleted still stands in its tenant's list."""
    name = tenant.name
    db.session.expire_all()
    return documents.checked(export(name))


def _queue(document: Onboarding, name: str) -> dict[str, Any] | None:
    return next((one for one in document["queues"] if one["name"] == name), None)


def _settings(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> list[Otherwise]:
    """Of one that is added, all; of one that is removed, none."""
    if new is None:
        return []
    return [
        Otherwise(key, old and old[key], new[key]) for key in SETTINGS if old is None or old[key] != new[key]
    ]


def _moves(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> list[Move]:
    before, after = _places(old), _places(new)
    numbers = sorted(before.keys() | after.keys())
    return [
        Move(number, before.get(number), after.get(number))
        for number in numbers
        if before.get(number) != after.get(number)
    ]


def _places(queue: Mapping[str, Any] | None) -> dict[str, Place]:
    return {one["number"]: (one["level"], one["position"]) for one in (queue or {"seats": ()})["seats"]}
