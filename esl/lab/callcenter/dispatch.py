"""Finds agents for waiting members: mod_callcenter's dispatch thread, without its idle turns.

The thread looks ten times a second; the lab looks on the same beat, but only
when something has changed, or a delay of an agent or tier is known to be over.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from ..clock import SECOND
from ..kernel import Timer
from . import offer
from .model import (
    NO_ANSWER,
    OFFERING,
    ON_BREAK,
    READY,
    RECEIVING,
    STANDBY,
    TRYING,
    WAITING,
    Agent,
    Member,
    Queue,
    Tier,
)
from .store import Store
from .strategies import PRESENT, RING_ALL, Pair, ordered

if TYPE_CHECKING:
    from ..switch import Switch

log = logging.getLogger(__name__)

BEAT = SECOND // 10


class Dispatcher:
    """Decides which agent is offered which member."""

    def __init__(self, switch: Switch, store: Store) -> None:
        self._switch = switch
        self._store = store
        self._timer: Timer | None = None
        store.changed = self.poke

    def poke(self) -> None:
        """Something changed: look at the next beat."""
        if self._store.members:
            self._look_at((self._switch.clock.now // BEAT + 1) * BEAT)

    def _look_at(self, due: int) -> None:
        if self._timer is not None and self._timer.action is not None:
            if self._timer.due <= due:
                return
            self._timer.cancel()
        self._timer = self._switch.kernel.at(due, self._look)

    def _look(self) -> None:
        self._timer = None
        now = self._switch.clock.epoch
        members = sorted(self._store.members.values(), key=lambda each: -each.score(now))
        again: list[int] = []
        for member in members:
            ringing_all = member.state == TRYING and member.serving_agent == RING_ALL
            if member.state == WAITING or ringing_all:
                again += self._serve(member, now)
        if again:
            self._look_at(max(min(again) * SECOND, (self._switch.clock.now // BEAT + 1) * BEAT))

    def _serve(self, member: Member, now: int) -> list[int]:
        """Offer the member to whom it is due; the epoch seconds at which to look again if to nobody."""
        queue = self._store.queues.get(member.queue)
        if queue is None:
            log.warning("queue %s not found locally, this member is skipped", member.queue)
            return []
        if queue.strategy == RING_ALL and member.state == WAITING:
            member.state, member.serving_agent = TRYING, RING_ALL
        pairs = self._pairs(queue)
        queue.last_agent_exist_check = now
        if any(agent.status in PRESENT for agent, _ in pairs):
            queue.last_agent_exist = now
        chance = self._switch.chance.of(member.uuid, "agents", member.offers)
        considered = ordered(queue, pairs, member, chance)
        if not considered and queue.strategy == "top-down":
            member.last_tier = (0, 0)
            considered = ordered(queue, pairs, member, chance)
        return self._offer(queue, member, considered, now)

    def _offer(self, queue: Queue, member: Member, considered: list[Pair], now: int) -> list[int]:
        again: list[int] = []
        level, available = 0, 0
        for agent, tier in considered:
            if queue.tier_rules_apply and tier.level > level:
                due = self._tier_due(queue, member, tier, available)
                if due > now:
                    return [*again, due]
                level, available = tier.level, 0
            available += 1
            if not _can_be_rung(queue, agent, tier):
                continue
            if agent.free_at() > now:
                again.append(agent.free_at())
                continue
            self._ring(queue, member, agent, tier)
            if queue.strategy != RING_ALL:
                return []
        return again

    def _tier_due(self, queue: Queue, member: Member, tier: Tier, available: int) -> int:
        """The epoch second from which the next tier may be asked for this member."""
        if queue.tier_rule_no_agent_no_wait and available == 0:
            return 0
        factor = tier.level if queue.tier_rule_wait_multiply_level else 1
        return member.joined_epoch + factor * queue.tier_rule_wait_second

    def _ring(self, queue: Queue, member: Member, agent: Agent, tier: Tier) -> None:
        if queue.strategy != RING_ALL:
            member.state, member.serving_agent = TRYING, agent.name
            member.serving_system = agent.instance_id
        member.last_tier = (tier.level, tier.position)
        member.offers += 1
        self._store.set_agent("state", agent.name, RECEIVING)
        for other in self._store.tiers.values():
            if other.agent != agent.name:
                continue
            if other is tier:
                other.state = OFFERING
            elif other.state == READY:
                other.state = STANDBY
        self._switch.kernel.spawn(offer.run(self._switch, self._store, queue, member, agent))

    def _pairs(self, queue: Queue) -> list[Pair]:
        agents = self._store.agents
        return [
            (agents[tier.agent], tier) for tier in self._store.tiers_of(queue.name) if tier.agent in agents
        ]


def _can_be_rung(queue: Queue, agent: Agent, tier: Tier) -> bool:
    busy_elsewhere = queue.skip_agents_with_external_calls and agent.external_calls_count > 0
    return (
        tier.state in (READY, NO_ANSWER)
        and agent.state == WAITING
        and agent.status != ON_BREAK
        and not busy_elsewhere
    )
