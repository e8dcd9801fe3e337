"""The plan of a tenant that is not made yet: what will run on its node, names in place of ids."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from tenants.onboarding.queues import QueuesSection
from tenants.onboarding.seats import SeatsSection
from tenants.onboarding.sections import Onboarding
from tenants.onboarding.tenancy import new_tenant

from .desired import desired
from .plan import Command, plan
from .state import State

_NAMES = re.compile(r"(seat|queue)-(\d+)@\S+")
Numbered = Mapping[str, Mapping[str, int]]
"""Of ``seat`` and ``queue``: numbers in place of ids, by name."""


def foreseen(document: Onboarding) -> list[str]:
    """The commands that a checked document of a new tenant leads to, in order. Nothing is stored.

    Ids are given as the tenant is made; until then seats go by their numbers, queues by their names.
    """
    numbered = _numbered(document)
    return _told(plan(_state(document, numbered), State()), numbered)


def difference(before: Onboarding, after: Onboarding) -> list[str]:
    """Likewise the commands from one checked document of a tenant to another.

    Of the phones nothing is known, so who is signed in is left out.
    """
    numbered = _numbered(before, after)
    commands = plan(_state(after, numbered), _state(before, numbered))
    return _told((one for one in commands if not one.passing), numbered)


def _state(document: Onboarding, numbered: Numbered) -> State:
    """What mod_callcenter holds for the tenant of this document, its ids made up."""
    tenant = new_tenant(document)
    for section in (SeatsSection(), QueuesSection()):
        for change in section.changes(None, document):
            change.apply(tenant)
    for seat in tenant.seats:
        seat.id = numbered["seat"][seat.number]
    for queue in tenant.queues:
        queue.id = numbered["queue"][queue.name]
        for tier in queue.tiers:
            tier.seat_id = tier.seat.id
    return desired(tenant, ())


def _numbered(*documents: Onboarding) -> Numbered:
    """In the order of the documents."""
    seats = dict.fromkeys(one["number"] for document in documents for one in document["seats"])
    queues = dict.fromkeys(one["name"] for document in documents for one in document["queues"])
    return {"seat": _counted(seats), "queue": _counted(queues)}


def _counted(names: Iterable[str]) -> dict[str, int]:
    return {name: at for at, name in enumerate(names, 1)}


def _told(commands: Iterable[Command], numbered: Numbered) -> list[str]:
    names = {(kind, at): name for kind, those in numbered.items() for name, at in those.items()}
    return [_NAMES.sub(lambda found: names[found[1], int(found[2])], one.text) for one in commands]
