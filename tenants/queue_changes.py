"""Queues changed by hand: added, set otherwise, removed, over the tenant's file as everything else."""

from __future__ import annotations

from typing import Any

from seatyard.errors import NotFound

from .models import Tenant
from .onboarding import editing
from .onboarding.sections import Onboarding

RULES = ("voicemail", "recordings", "outbound")
"""Sections of the file that may have something of a queue's own, under ``queues``."""


def put(tenant: Tenant, name: str, said: dict[str, Any]) -> editing.Brought:
    """Set what is said of the queue, which is added if there is none; what is not said stays.

    InvalidInput for what the file could not say, a queue without its seats among it.
    """

    def edit(document: Onboarding) -> None:
        for queue in document["queues"]:
            if queue["name"] == name:
                queue.update(said)
                return
        document["queues"].append({"name": name, "seats": []} | said)

    return editing.edited(tenant, edit)


def remove(tenant: Tenant, name: str) -> editing.Brought:
    """Take the queue out, with the rules and the voicemail of its own.

    NotFound where there is none. InvalidInput names the flow or queue that sends callers to it.
    """

    def edit(document: Onboarding) -> None:
        left = [queue for queue in document["queues"] if queue["name"] != name]
        if len(left) == len(document["queues"]):
            raise NotFound(f"no queue {name}", where=f"tenant {tenant.name}")
        document["queues"] = left
        for section in RULES:
            own = document.get(section, {}).get("queues", {})
            if name in own:
                others = {other: rule for other, rule in own.items() if other != name}
                document[section] = document[section] | {"queues": others}

    return editing.edited(tenant, edit)
