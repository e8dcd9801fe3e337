"""What mod_callcenter knows, and the changes that its API makes, with their events and refusals."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ..calls.lifecycle import hang_up
from ..eventsocket.encoding import Headers
from .model import (
    ANSWERED,
    AVAILABLE,
    ON_DEMAND,
    READY,
    RECEIVING,
    STATES,
    STATUSES,
    TIER_STATES,
    TRYING,
    WAITING,
    Agent,
    Member,
    Queue,
    Tier,
)

if TYPE_CHECKING:
    from ..switch import Switch

INFO = "callcenter::info"
TYPES = ("callback", "uuid-standby")
_NUMBERS = (
    "ready_time",
    "busy_delay_time",
    "reject_delay_time",
    "no_answer_delay_time",
    "max_no_answer",
    "wrap_up_time",
)


class Refused(Exception):
    """mod_callcenter's own words for why not."""


class Store:
    """Queues, agents, tiers and members of this node."""

    def __init__(self, switch: Switch) -> None:
        self._switch = switch
        self.queues: dict[str, Queue] = {}
        self.agents: dict[str, Agent] = {}
        self.tiers: dict[tuple[str, str], Tier] = {}
        self.members: dict[str, Member] = {}
        self.changed: Callable[[], None] = lambda: None
        """Called when an agent might have become free, or a member come."""

    def tiers_of(self, queue: str) -> list[Tier]:
        return [tier for tier in self.tiers.values() if tier.queue == queue]

    # agents

    def add_agent(self, name: str, kind: str) -> None:
        if kind.lower() not in TYPES:
            raise Refused("Agent type invalid!")
        if name in self.agents:
            raise Refused("Agent already exist!")
        self.agents[name] = Agent(name, type=kind)
        self._tell("agent-add", {"CC-Agent": name, "CC-Agent-Type": kind, "CC-Action": "agent-add"})

    def delete_agent(self, name: str) -> None:
        """Succeeds also when there is no such agent."""
        self.agents.pop(name, None)
        for key in [key for key in self.tiers if key[1] == name]:
            del self.tiers[key]

    def get_agent(self, key: str, name: str) -> str:
        agent = self._agent(name)
        if key not in ("status", "state", "uuid"):
            raise Refused("Invalid Agent Update KEY!")
        value = str(getattr(agent, key))
        header = "CC-Agent-UUID" if key == "uuid" else f"CC-Agent-{key.capitalize()}"
        action = f"agent-{key}-get"
        self._tell(action, {"CC-Agent": name, "CC-Action": action, header: value})
        return value

    def set_agent(self, key: str, name: str, value: str) -> None:
        """``agent set``: status, state, contact, type, uuid, and the numbers."""
        agent = self._agent(name)
        if key == "status":
            self._set_status(agent, value)
        elif key == "state":
            self._set_state(agent, value)
        elif key == "state_if_waiting":
            self._set_state_if_waiting(agent, value)
        elif key in _NUMBERS:
            setattr(agent, key, _leading_number(value))
        elif key == "type":
            if value.lower() not in TYPES:
                raise Refused("Invalid Agent Type!")
            agent.type = value
        elif key == "contact":
            agent.contact = value
            self._agent_event("contact", "Contact", agent, value)
        elif key == "uuid":
            agent.uuid = value
        else:
            raise Refused("Invalid Agent Update KEY!")
        self.changed()

    def _set_status(self, agent: Agent, value: str) -> None:
        if value not in STATUSES:
            raise Refused("Invalid Agent Status!")
        if value == AVAILABLE and agent.status != AVAILABLE:
            agent.talk_time = agent.calls_answered = agent.no_answer_count = 0
        if value != AVAILABLE or agent.status != AVAILABLE:
            agent.last_status_change = self._switch.clock.epoch
        agent.status = value
        if value != AVAILABLE:
            self._take_back(agent)
        self._agent_event("status", "Status", agent, value)

    def _set_state(self, agent: Agent, value: str) -> None:
        if value not in STATES:
            raise Refused("Invalid Agent State!")
        agent.state = value
        if value == RECEIVING:
            agent.last_offered_call = self._switch.clock.epoch
        self._agent_event("state", "State", agent, value)

    def _set_state_if_waiting(self, agent: Agent, value: str) -> None:
        """In one step, for who wants an agent whom nobody else gets meanwhile."""
        if value not in STATES:
            raise Refused("Invalid Agent State!")
        if agent.state != WAITING or agent.status not in (AVAILABLE, ON_DEMAND):
            raise Refused("Agent not found!")
        self._set_state(agent, value)

    def _take_back(self, agent: Agent) -> None:
        """Nobody is rung on behalf of an agent that has left."""
        for member in self.members.values():
            if member.serving_agent == agent.name and member.state != ANSWERED:
                for leg in list(member.legs):
                    hang_up(leg, "ORIGINATOR_CANCEL")

    def _agent_event(self, key: str, header: str, agent: Agent, value: str) -> None:
        action = f"agent-{key}-change"
        self._tell(action, {"CC-Agent": agent.name, "CC-Action": action, f"CC-Agent-{header}": value})

    def _agent(self, name: str) -> Agent:
        agent = self.agents.get(name)
        if agent is None:
            raise Refused("Agent not found!")
        return agent

    # tiers

    def add_tier(self, queue: str, agent: str, level: int = 1, position: int = 1) -> None:
        if queue not in self.queues:
            raise Refused("Queue not found!")
        self._agent(agent)
        if (queue, agent) in self.tiers:
            raise Refused("Tier already exist!")
        self.tiers[queue, agent] = Tier(queue, agent, READY, level, position)
        self.changed()

    def set_tier(self, key: str, queue: str, agent: str, value: str) -> None:
        tier = self.tiers.get((queue, agent))
        if tier is None:
            raise Refused("Unknown Error!")
        self._agent(agent)
        if queue not in self.queues:
            raise Refused("Agent not found!")
        if key == "state":
            if value not in TIER_STATES:
                raise Refused("Invalid Tier State!")
            tier.state = value
        elif key in ("level", "position"):
            setattr(tier, key, _leading_number(value))
        else:
            raise Refused("Invalid Tier Update KEY!")
        self.changed()

    def delete_tier(self, queue: str, agent: str) -> None:
        """Succeeds also when there is no such tier."""
        self.tiers.pop((queue, agent), None)

    # members

    def count(self, queue: str) -> None:
        """The ``members-count`` event."""
        waiting = sum(
            member.queue == queue and member.state in (WAITING, TRYING) for member in self.members.values()
        )
        self._tell(
            "members-count",
            {
                "CC-Queue": queue,
                "CC-Action": "members-count",
                "CC-Count": str(waiting),
                "CC-Selection": "Single-Queue",
            },
        )

    def _tell(self, action: str, headers: Headers) -> None:
        self._switch.bus.custom(INFO, lambda: headers, action)


def _leading_number(text: str) -> int:
    """C's ``atoi``: the number at the beginning, else 0."""
    digits = ""
    for character in text.strip():
        if not (character.isdigit() or (character == "-" and not digits)):
            break
        digits += character
    return int(digits) if digits.strip("-") else 0
