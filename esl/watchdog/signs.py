"""Everything in a snapshot that does not fit. Pure: what is seen and what is known in, signs out."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from ..provisioning import plan
from ..provisioning.state import domain_of
from . import agents, callers
from .known import Known
from .sign import STATUS_WRONG, Sign
from .snapshot import Snapshot


def signs(seen: Snapshot, known: Known, held: Collection[str] = ()) -> list[Sign]:
    """What does not fit at this moment; much of it passes by itself within half a second."""
    return [
        *agents.stuck(seen, known.phones, held),
        *statuses(seen, known),
        *callers.lost(seen, known.queues),
        *callers.gone(seen),
        *callers.alone(seen, known.phones),
    ]


def statuses(seen: Snapshot, known: Known) -> Iterator[Sign]:
    """Agents that are offered calls though their phone is not there, or are not though it is."""
    registered = seen.registered
    for name, wanted in known.statuses.items():
        agent, phone = seen.agents.get(name), known.phones[name]
        if agent is None or agent["status"] == wanted:
            continue
        there = "registered" if phone in registered else "not registered"
        yield Sign(
            STATUS_WRONG,
            about=name,
            domain=domain_of(name),
            told=f"the agent was {agent['status']} instead of {wanted}, its phone {there}",
            evidence={"status": agent["status"], "wanted": wanted, "phone": "@".join(phone), "is": there},
            same=f"{agent['status']} {wanted} {there}",
            still=((f"callcenter_config agent get status {name}", agent["status"]),),
            commands=(plan.status(name, wanted, why=there).text,),
        )
