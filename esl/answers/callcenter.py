"""Queues, agents and tiers as mod_callcenter takes them, in its configuration and over its API."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tenants.models import Queue, Seat, Tenant

from ..flows import waiting
from ..flows.prompts import house_row
from ..flows.xml import Element, element, param
from ..parameters.ring import headers_of
from ..parameters.wish import Wish
from .documents import document

MUSIC = "local_stream://moh"
RING_SECONDS = 20
"""How long one agent rings before the call is offered to the next (``leg_timeout``)."""

SETTINGS = {
    "truncate-agents-on-load": "true",
    "truncate-tiers-on-load": "true",
    "agent-originate-timeout": "60",
}
"""At a start the node forgets the agents of its old database: this document is the truth."""


@dataclass(frozen=True)
class Agent:
    """A seat as mod_callcenter knows it.

    Its status is not here: a new agent is ``Logged Out`` anyway, and a queue's reload, which reads
    this document again, would sign out those whose phones are there, in the midst of a call's ringing.
    """

    name: str
    contact: str
    wrap_up_time: int
    type: str = "callback"
    max_no_answer: int = 0
    """0: an agent who misses calls is not set on break, or it would stay so for ever."""
    reject_delay_time: int = 3
    busy_delay_time: int = 5
    no_answer_delay_time: int = 5


@dataclass(frozen=True)
class Tier:
    queue: str
    agent: str
    level: int
    position: int


@dataclass(frozen=True)
class Callcenter:
    """All that a tenant has in mod_callcenter; the queues with their parameters."""

    queues: dict[str, dict[str, str]]
    agents: list[Agent]
    tiers: list[Tier]


def wanted(tenant: Tenant) -> Callcenter:
    """What mod_callcenter should hold for this tenant."""
    queues = {queue.switch_name: _parameters(queue) for queue in tenant.queues}
    tiers = [
        Tier(queue.switch_name, tier.seat.switch_name, tier.level, tier.position)
        for queue in tenant.queues
        for tier in queue.tiers
        if tier.seat.active
    ]
    wrap_up: dict[int, int] = {}
    for queue in tenant.queues:
        for tier in queue.tiers:
            wrap_up[tier.seat_id] = max(queue.wrap_up, wrap_up.get(tier.seat_id, 0))
    agents = [
        Agent(seat.switch_name, _contact(seat, tenant), wrap_up.get(seat.id, 0))
        for seat in tenant.seats
        if seat.active
    ]
    return Callcenter(queues, agents, sorted(tiers, key=lambda tier: (tier.queue, tier.agent)))


def _contact(seat: Seat, tenant: Tenant) -> str:
    """What mod_callcenter originates; it expands variables as those of the waiting caller.

    The commands run when the seat's leg is joined with the caller.
    """
    commands = []
    if any(queue.max_waiting or queue.announce_position or queue.call_back for queue in tenant.queues):
        commands.append(f"uuid_limit_release ${{uuid}} hash {waiting.REALM} ${{seatyard_queue}}")
    if any(queue.announce_seat for queue in tenant.queues):
        commands.append(f"uuid_broadcast ${{{waiting.ANNOUNCED}}} {_says(seat, tenant)} both")
    variables = [f"leg_timeout={RING_SECONDS}", *headers_of(seat, Wish.of(tenant.policies))]
    variables += [f"api_before_bridge_{index}={command}" for index, command in enumerate(commands, start=1)]
    return f"[{','.join(variables)}]user/{seat.number}@{tenant.domain}"


def _says(seat: Seat, tenant: Tenant) -> str:
    """The seat's number, figure by figure, for both sides of the talk."""
    return house_row(
        tenant.language, "seat", *(f"digits/{digit}" for digit in seat.number), "at-your-service"
    )


def _parameters(queue: Queue) -> dict[str, str]:
    return {
        "strategy": queue.strategy,
        "moh-sound": MUSIC,
        "time-base-score": "queue",
        "max-wait-time": str(queue.wait_limit),
        "max-wait-time-with-no-agent": str(queue.no_seat_limit),
        "max-wait-time-with-no-agent-time-reached": "0",
        "tier-rules-apply": "true" if queue.level_wait else "false",
        "tier-rule-wait-second": str(queue.level_wait),
        "tier-rule-wait-multiply-level": "false",
        "tier-rule-no-agent-no-wait": "true",
        "discard-abandoned-after": "5",
        "abandoned-resume-allowed": "false",
    }


def configuration(tenants: Iterable[Callcenter]) -> Element:
    """``<configuration name="callcenter.conf">`` of a node's tenants."""
    queues, agents, tiers = element("queues"), element("agents"), element("tiers")
    for tenant in tenants:
        for name, parameters in tenant.queues.items():
            children = [param(key, value) for key, value in parameters.items()]
            queues.append(element("queue", {"name": name}, *children))
        agents.extend(element("agent", _attributes(agent)) for agent in tenant.agents)
        tiers.extend(_tier(tier) for tier in tenant.tiers)
    settings = element("settings", None, *(param(key, value) for key, value in SETTINGS.items()))
    return element("configuration", {"name": "callcenter.conf"}, settings, queues, agents, tiers)


def answer(tenants: Iterable[Callcenter]) -> bytes:
    return document("configuration", configuration(tenants))


def _attributes(agent: Agent) -> dict[str, str]:
    return {name.replace("_", "-"): str(value) for name, value in vars(agent).items()}


def _tier(tier: Tier) -> Element:
    attributes = {
        "queue": tier.queue,
        "agent": tier.agent,
        "level": str(tier.level),
        "position": str(tier.position),
    }
    return element("tier", attributes)
