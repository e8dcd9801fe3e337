"""Queues changed by hand: added, set otherwise, removed, over the tenant's file as everything else."""

from __future__ import annotations

import re
from typing import Any

from seatyard.errors import Conflict, InvalidInput, NotFound
from seatyard.sentence import sentence

from .leading import leads
from .models import Tenant
from .onboarding import editing, skills
from .onboarding.editing import Edit
from .onboarding.sections import Onboarding

RULES = ("voicemail", "recordings", "outbound")
"""Sections of the file that may have something of a queue's own, under ``queues``."""
NAME = re.compile(r"[a-z][a-z0-9_-]{0,30}")


def put(tenant: Tenant, name: str, said: dict[str, Any]) -> editing.Brought:
    """Set what is said of the queue, which is added if there is none; what is not said stays.

    InvalidInput for what the file could not say.
    """
    return editing.edited(tenant, setting(name, said))


def remove(tenant: Tenant, name: str) -> editing.Brought:
    """Take the queue out, with the rules and the voicemail of its own.

    NotFound where there is none. InvalidInput names the flow or queue that sends callers to it.
    """
    return editing.edited(tenant, removing(name))


def setting(name: str, said: dict[str, Any], *, new: bool = False) -> Edit:
    """What ``put`` does to the file; a value of None takes the setting back.

    Conflict for a ``new`` one that is there already.
    """
    if not NAME.fullmatch(name):
        allowed = sentence("up to 31 of a-z, 0-9, - and _, a letter first")
        raise InvalidInput(sentence("not a queue's name: %(name)s", name=name), where="name", allowed=allowed)

    def edit(document: Onboarding) -> None:
        queue = next((one for one in document["queues"] if one["name"] == name), None)
        if queue is not None and new:
            raise Conflict(sentence("there is a queue %(name)s already", name=name), where="name")
        if queue is None:
            queue = {"name": name, "seats": []}
            document["queues"].append(queue)
        seats = skills.seats_of(queue, document)
        queue.update(said)
        for key in [key for key, value in queue.items() if value is None]:
            del queue[key]
        if not queue.get("skill"):
            queue.setdefault("seats", seats)  # of a skill that is asked for no more, those that it led to
        elif not said.get("seats"):
            queue.pop("seats", None)

    return edit


def removing(name: str) -> Edit:
    """What ``remove`` does to the file."""

    def edit(document: Onboarding) -> None:
        left = [queue for queue in document["queues"] if queue["name"] != name]
        if len(left) == len(document["queues"]):
            raise NotFound(sentence("no queue %(name)s", name=name))
        _must_not_be_needed(document, name)
        document["queues"] = left
        for section in RULES:
            own = document.get(section, {}).get("queues", {})
            if name in own:
                others = {other: rule for other, rule in own.items() if other != name}
                document[section] = document[section] | {"queues": others}

    return edit


def _must_not_be_needed(document: Onboarding, name: str) -> None:
    by = leads(document)[name]
    if by.flows:
        told = sentence(
            "the flow %(flows)s leads to the queue %(name)s", flows=", ".join(by.flows), name=name
        )
        raise InvalidInput(told, where=f"queue {name}")
    if by.queues:
        told = sentence(
            "the queue %(queues)s sends callers on to %(name)s", queues=", ".join(by.queues), name=name
        )
        raise InvalidInput(told, where=f"queue {name}")
