"""The plan of a tenant that is not made yet: what will run on its node, names in place of ids."""

from __future__ import annotations

import re

from tenants.onboarding.queues import QueuesSection
from tenants.onboarding.seats import SeatsSection
from tenants.onboarding.sections import Onboarding
from tenants.onboarding.tenancy import new_tenant

from .desired import desired
from .plan import plan
from .state import State

_NAMES = re.compile(r"(seat|queue)-(\d+)@\S+")


def foreseen(document: Onboarding) -> list[str]:
    """The commands that a checked document of a new tenant leads to, in order. Nothing is stored.

    Ids are given as the tenant is made; until then seats go by their numbers, queues by their names.
    """
    tenant = new_tenant(document)
    for section in (SeatsSection(), QueuesSection()):
        for change in section.changes(None, document):
            change.apply(tenant)
    names: dict[tuple[str, int], str] = {}
    for at, seat in enumerate(tenant.seats, 1):
        seat.id = at
        names["seat", at] = seat.number
    for at, queue in enumerate(tenant.queues, 1):
        queue.id = at
        names["queue", at] = queue.name
        for tier in queue.tiers:
            tier.seat_id = tier.seat.id
    commands = plan(desired(tenant, ()), State())
    return [_NAMES.sub(lambda found: names[found[1], int(found[2])], one.text) for one in commands]
