"""Agents and tiers that wait for the end of something that is not there any more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

from ..provisioning.desired import Phone
from ..provisioning.state import AVAILABLE, Row, domain_of
from .sign import AGENT_STUCK, TIER_STUCK, Sign
from .snapshot import Snapshot

WAITING, RECEIVING, IN_A_CALL, IDLE = "Waiting", "Receiving", "In a queue call", "Idle"
RESERVED = "Reserved"
READY, NO_ANSWER = "Ready", "No Answer"
LONGEST_OFFER = 90
"""Seconds: the longest ring of an agent (``agent-originate-timeout`` 60), and what may be said to it then."""


def stuck(seen: Snapshot, phones: Mapping[str, Phone], held: Collection[str] = ()) -> Iterator[Sign]:
    """Agents whose state names a call, and tiers whose state names an offer, that no channel belongs to.

    ``held`` are agents that call somebody back (``esl/queues``): they are reserved until that is over.
    """
    legs: dict[str, list[str]] = defaultdict(list)
    for uuid, channel in seen.channels.items():
        legs[channel.get("presence_id", "")].append(uuid)
    tiers: dict[str, list[Row]] = defaultdict(list)
    for tier in seen.tiers:
        tiers[tier["agent"]].append(tier)
    for name, agent in seen.agents.items():
        if name not in phones or (agent["state"] == RESERVED and name in held):
            continue
        its_legs = legs["@".join(phones[name])]
        if why := _why_stuck(agent, its_legs, seen):
            yield _agent(name, agent, why, its_legs, tiers[name])
        elif agent["state"] == WAITING:
            yield from (_tier(tier, agent) for tier in tiers[name] if not _at_rest(tier))


def _why_stuck(agent: Row, legs: list[str], seen: Snapshot) -> str:
    """Why the agent's state cannot be true; empty when it may be."""
    state = agent["state"]
    if state == WAITING:
        return ""
    if state == IN_A_CALL:
        return "" if agent["uuid"] in seen.channels else "in a call whose channel does not exist"
    if state == RECEIVING:
        offered = int(seen.at.timestamp()) - int(agent["last_offered_call"] or 0)
        if not legs:
            return "being offered a call, but its phone does not ring"
        return f"being offered a call for {offered} s" if offered > LONGEST_OFFER else ""
    if state == IDLE and agent["status"] != AVAILABLE:
        return ""
    return "in a state that Seatyard never sets"


def _agent(name: str, agent: Row, why: str, legs: list[str], tiers: list[Row]) -> Sign:
    get = "callcenter_config agent get"
    return Sign(
        AGENT_STUCK,
        about=name,
        domain=domain_of(name),
        told=f"the agent was {why} ({agent['state']})",
        evidence={
            "state": agent["state"],
            "call": agent["uuid"],
            "last_offered_call": agent["last_offered_call"],
            "legs": " ".join(legs),
        },
        same=f"{agent['state']} {agent['uuid']} {agent['last_offered_call']}",
        still=((f"{get} state {name}", agent["state"]), (f"{get} uuid {name}", agent["uuid"])),
        commands=(
            *(_ready(tier) for tier in tiers if not _at_rest(tier)),
            f"callcenter_config agent set state {name} {WAITING}",
        ),
    )


def _tier(tier: Row, agent: Row) -> Sign:
    name = tier["agent"]
    return Sign(
        TIER_STUCK,
        about=f"{tier['queue']} {name}",
        domain=domain_of(tier["queue"]),
        told=f"the agent's place in the queue was {tier['state']}, while the agent was waiting",
        evidence={"tier": tier["state"], "agent": agent["state"]},
        same=f"{tier['state']} {agent['last_offered_call']}",
        still=((f"callcenter_config agent get state {name}", WAITING),),
        commands=(_ready(tier),),
    )


def _at_rest(tier: Row) -> bool:
    return tier["state"] in (READY, NO_ANSWER)


def _ready(tier: Row) -> str:
    return f"callcenter_config tier set state {tier['queue']} {tier['agent']} {READY}"
