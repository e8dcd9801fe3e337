"""mod_callcenter's tables: queues, agents, tiers, members, with its column names and words."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..calls.channel import Channel

LOGGED_OUT, AVAILABLE, ON_DEMAND, ON_BREAK = "Logged Out", "Available", "Available (On Demand)", "On Break"
STATUSES = (LOGGED_OUT, AVAILABLE, ON_DEMAND, ON_BREAK)
WAITING, RECEIVING, IN_A_CALL, IDLE, RESERVED = "Waiting", "Receiving", "In a queue call", "Idle", "Reserved"
STATES = (WAITING, RECEIVING, IN_A_CALL, IDLE, RESERVED)
READY, NO_ANSWER, OFFERING, ACTIVE, STANDBY = "Ready", "No Answer", "Offering", "Active Inbound", "Standby"
TIER_STATES = (READY, NO_ANSWER, OFFERING, ACTIVE, STANDBY)
TRYING, ANSWERED, ABANDONED = "Trying", "Answered", "Abandoned"
SYSTEM = "single_box"
"""The instance name, written in mod_callcenter's source (QUIRKS 19)."""


@dataclass
class Agent:
    """A row of ``agents``; times are epoch seconds, delays seconds."""

    name: str
    instance_id: str = SYSTEM
    uuid: str = ""
    type: str = "callback"
    contact: str = ""
    status: str = LOGGED_OUT
    state: str = WAITING
    max_no_answer: int = 0
    wrap_up_time: int = 0
    reject_delay_time: int = 0
    busy_delay_time: int = 0
    no_answer_delay_time: int = 0
    last_bridge_start: int = 0
    last_bridge_end: int = 0
    last_offered_call: int = 0
    last_status_change: int = 0
    no_answer_count: int = 0
    calls_answered: int = 0
    talk_time: int = 0
    ready_time: int = 0
    external_calls_count: int = 0

    def free_at(self) -> int:
        """The first epoch second at which wrap-up and delays are over."""
        wrapped = self.last_bridge_end + self.wrap_up_time + 1 if self.last_bridge_end else 0
        return max(wrapped, self.ready_time)


@dataclass
class Tier:
    """A row of ``tiers``: an agent's place in a queue."""

    queue: str
    agent: str
    state: str = READY
    level: int = 1
    position: int = 1


@dataclass
class Queue:
    """A queue's settings and counters, as ``queue list`` shows them."""

    name: str
    strategy: str = "longest-idle-agent"
    moh_sound: str = ""
    time_base_score: str = "queue"
    tier_rules_apply: bool = False
    tier_rule_wait_second: int = 0
    tier_rule_wait_multiply_level: bool = False
    tier_rule_no_agent_no_wait: bool = True
    discard_abandoned_after: int = 60
    abandoned_resume_allowed: bool = False
    max_wait_time: int = 0
    max_wait_time_with_no_agent: int = 0
    max_wait_time_with_no_agent_time_reached: int = 5
    record_template: str = ""
    calls_answered: int = 0
    calls_abandoned: int = 0
    ring_progressively_delay: int = 0
    skip_agents_with_external_calls: bool = True
    agent_no_answer_status: str = ON_BREAK
    last_agent_exist: int = field(default=0, metadata={"listed": False})
    last_agent_exist_check: int = field(default=0, metadata={"listed": False})


@dataclass
class Member:
    """A caller in a queue."""

    queue: str
    uuid: str
    channel: Channel
    cid_number: str
    cid_name: str
    system_epoch: int
    joined_epoch: int
    base_score: int = 0
    rejoined_epoch: int = 0
    bridge_epoch: int = 0
    abandoned_epoch: int = 0
    serving_agent: str = ""
    serving_system: str = ""
    state: str = WAITING
    connecting: int = 0
    """Agents being rung for it now."""
    timed_out: bool = False
    """Its wait is over, as soon as nobody is being rung any more."""
    offers: int = 0
    legs: list[Channel] = field(default_factory=list)
    """Agents' legs that have not answered yet (``cc_member_pre_answer_uuid``)."""
    last_tier: tuple[int, int] = (0, 0)
    """Level and position last tried, for ``top-down``."""

    def score(self, now: int) -> int:
        return now - self.joined_epoch + self.base_score

    def row(self, now: int) -> list[str]:
        """As ``queue list members`` shows it."""
        session = self.channel.uuid if self.state != ABANDONED else ""
        values = (self.queue, SYSTEM, self.uuid, session, self.cid_number, self.cid_name, self.system_epoch)
        times = (self.joined_epoch, self.rejoined_epoch, self.bridge_epoch, self.abandoned_epoch)
        rest = (self.base_score, 0, self.serving_agent, self.serving_system, self.state, self.score(now))
        return [str(value) for value in (*values, *times, *rest)]


MEMBER_COLUMNS = (
    "queue|instance_id|uuid|session_uuid|cid_number|cid_name|system_epoch|joined_epoch|rejoined_epoch"
    "|bridge_epoch|abandoned_epoch|base_score|skill_score|serving_agent|serving_system|state|score"
)


def columns(kind: type[Agent] | type[Tier] | type[Queue]) -> str:
    """The header line of a list."""
    return "|".join(each.name for each in fields(kind) if each.metadata.get("listed", True))


def row(record: Agent | Tier | Queue) -> str:
    """One line of a list."""
    listed = (each.name for each in fields(record) if each.metadata.get("listed", True))
    return "|".join(_text(getattr(record, name)) for name in listed)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
