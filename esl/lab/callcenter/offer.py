"""One offer of a member to an agent: ring, bridge, count, release (outbound_agent_thread_run)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..calls.bridge import announce
from ..calls.channel import Channel
from ..calls.lifecycle import POLL, hang_up, start_recording
from ..calls.order import Order
from ..calls.originate import originate
from ..calls.outgoing import CallerId
from ..calls.uuid_bridge import wait_for_end
from ..clock import SECOND
from ..eventsocket.encoding import Headers
from .account import Account
from .connect import connect
from .model import (
    ABANDONED,
    ACTIVE,
    ANSWERED,
    IDLE,
    IN_A_CALL,
    NO_ANSWER,
    OFFERING,
    ON_DEMAND,
    READY,
    STANDBY,
    TRYING,
    WAITING,
    Agent,
    Member,
    Queue,
)
from .store import INFO, Store
from .strategies import RING_ALL

if TYPE_CHECKING:
    from ..switch import Switch

BEAT = SECOND // 10
ORIGINATE_TIMEOUT = 60
UNREGISTERED_DELAY = 5
"""Seconds for which an agent without a registration is left alone."""


async def run(switch: Switch, store: Store, queue: Queue, member: Member, agent: Agent) -> None:
    """The whole offer; the agent is free again when it returns."""
    offer = _Offer(switch, store, queue, member, agent)
    tier_state = READY
    try:
        tier_state = await offer.make()
    finally:
        offer.release(tier_state)


class _Offer:
    """One agent, one member."""

    def __init__(self, switch: Switch, store: Store, queue: Queue, member: Member, agent: Agent) -> None:
        self.switch = switch
        self.store = store
        self.queue = queue
        self.member = member
        self.agent = agent
        self.status = agent.status
        self.number = member.offers
        self.account = Account(switch.clock, queue, member, agent)

    async def make(self) -> str:
        """Ring the agent and see it through; the state that the tier is left in."""
        if not self.member.channel.up:
            return READY
        self._tell("agent-offering", self.account.offering())
        self.account.called_at = self.switch.clock.epoch
        self.member.connecting += 1
        result = await originate(self.switch, self._order())
        if result.channel is not None:
            return await self._answered(result.channel)
        self._stop_connecting()
        return self._failed(result.cause)

    def release(self, tier_state: str) -> None:
        """Make the agent available again."""
        for tier in self.store.tiers.values():
            if tier.agent != self.agent.name:
                continue
            if tier.queue == self.queue.name and tier.state in (ACTIVE, STANDBY, OFFERING):
                tier.state = tier_state
            elif tier.queue != self.queue.name and tier.state == STANDBY:
                tier.state = READY
        if self.agent.name in self.store.agents:
            state = IDLE if self.status == ON_DEMAND and self.account.bridged else WAITING
            self.store.set_agent("state", self.agent.name, state)

    # ringing

    def _order(self) -> Order:
        channel, member = self.member.channel, self.member
        params = self.switch.bus.params("mod_callcenter.c", "outbound_agent_thread_run", 1755)
        prefix = channel.get("cc_outbound_cid_name_prefix") or ""
        name = prefix + (channel.get("effective_caller_id_name") or member.cid_name)
        number = channel.get("effective_caller_id_number") or member.cid_number
        given: Headers = {
            **params,
            "cc_queue": self.queue.name,
            "cc_queue_joined_epoch": str(member.joined_epoch),
            "cc_member_uuid": member.uuid,
            "cc_member_session_uuid": channel.uuid,
            "cc_member_pre_answer_uuid": member.uuid,
            "cc_agent": self.agent.name,
            "cc_agent_type": self.agent.type,
            "cc_side": "agent",
            "loopback_bowout": "false",
            "loopback_bowout_on_execute": "false",
            "ignore_early_media": "true",
            "origination_caller_id_name": name,
            "origination_caller_id_number": number,
            **self._exported(),
        }
        plan = channel.remote.plan
        return Order(
            text=channel.expand(self.agent.contact),
            cid=CallerId(name, number),
            root=channel,
            identity=(plan.identity if plan else channel.uuid, "offer", self.number),
            given=given,
            timeout=ORIGINATE_TIMEOUT,
            placed=self._placed,
        )

    def _exported(self) -> Headers:
        names = (self.member.channel.get("cc_export_vars") or "").split(",")
        values = {name: self.member.channel.get(name) for name in names if name}
        return {name: value for name, value in values.items() if value}

    def _placed(self, leg: Channel) -> None:
        self.member.legs.append(leg)
        leg.on_hangup.append(lambda: self.member.legs.remove(leg) if leg in self.member.legs else None)

    def _stop_connecting(self) -> None:
        self.member.connecting -= 1
        if self.member.timed_out and not self.member.connecting and not self.account.bridged:
            self.member.channel.interrupt("TIMEOUT")

    # answered

    async def _answered(self, leg: Channel) -> str:
        member, channel = self.member, self.member.channel
        if leg in member.legs:
            member.legs.remove(leg)
        leg.set("cc_member_pre_answer_uuid", None)
        if self.queue.strategy == RING_ALL and not self._won():
            self._stop_connecting()
            hang_up(leg, "LOSE_RACE")
            return READY
        self.account.answered_at = self.switch.clock.epoch
        announce(leg, None)
        leg.custom(INFO, self.account.bridge_start(leg), "bridge-agent-start")
        await self.switch.kernel.sleep(POLL)
        if self.queue.record_template and channel.up:
            path = channel.expand(self.queue.record_template)
            channel.variables["cc_record_filename"] = path
            start_recording(channel, path)
        self.account.bridged = channel.up and leg.up
        if not self.account.bridged:
            self._not_bridged(leg)
        else:
            await self._talk(leg)
        leg.release("callcenter")
        channel.release("callcenter")
        return READY

    def _won(self) -> bool:
        """With ring-all the first to answer has the member; the others lose the race."""
        member = self.member
        if member.state != TRYING or member.serving_agent != RING_ALL:
            return False
        member.serving_agent, member.serving_system = self.agent.name, self.agent.instance_id
        for other in list(member.legs):
            hang_up(other, "LOSE_RACE")
        return True

    def _not_bridged(self, leg: Channel) -> None:
        self._stop_connecting()
        if not self.member.channel.up:
            leg.variables["cc_agent_bridged"] = self.member.channel.variables["cc_agent_bridged"] = "false"
            self.member.state = ABANDONED
            hang_up(leg, "ORIGINATOR_CANCEL")
        else:
            self.member.state = WAITING
        leg.custom(INFO, self.account.bridge_end(leg), "bridge-agent-end")

    async def _talk(self, leg: Channel) -> None:
        member, channel, now = self.member, self.member.channel, self.switch.clock
        leg.holds.add("callcenter")
        channel.holds.add("callcenter")
        member.bridge_epoch = now.epoch
        await connect(channel, leg)
        member.state = ANSWERED
        leg.variables["cc_agent_bridged"] = channel.variables["cc_agent_bridged"] = "true"
        channel.variables["cc_agent"] = self.agent.name
        channel.variables["cc_queue_answered_epoch"] = str(now.epoch)
        self.agent.uuid, self.agent.last_bridge_start = leg.uuid, now.epoch
        self.agent.calls_answered += 1
        self.agent.no_answer_count = 0
        self._tier_state(ACTIVE)
        if self.agent.name in self.store.agents:
            self.store.set_agent("state", self.agent.name, IN_A_CALL)
        self._stop_connecting()
        began = now.now
        await wait_for_end(channel, leg)
        await self.switch.kernel.sleep(BEAT - (now.now - began) % BEAT)
        leg.custom(INFO, self.account.bridge_end(leg), "bridge-agent-end")
        channel.variables["cc_queue_terminated_epoch"] = str(now.epoch)
        self.agent.uuid, self.agent.last_bridge_end = "", now.epoch
        self.agent.talk_time += now.epoch - self.agent.last_bridge_start
        self.store.members.pop(member.uuid, None)
        channel.custom(INFO, self.account.member_end(leg), "bridge-agent-end")

    def _tier_state(self, state: str) -> None:
        tier = self.store.tiers.get((self.queue.name, self.agent.name))
        if tier is not None:
            tier.state = state

    # failed

    def _failed(self, cause: str) -> str:
        member, agent = self.member, self.agent
        if member.state == TRYING and member.serving_agent == agent.name:
            member.state = WAITING
        if member.serving_agent == agent.name:
            member.serving_agent = member.serving_system = ""
        delay, tier_state = self._delay(cause), READY
        if delay is None:
            delay, tier_state = agent.no_answer_delay_time, NO_ANSWER
            self._count_no_answer()
        if delay > 0:
            agent.ready_time = self.switch.clock.epoch + delay
        self._tell("bridge-agent-fail", self.account.failure(cause))
        return tier_state

    def _delay(self, cause: str) -> int | None:
        """Seconds of rest after this cause; none: it counts as not answered."""
        if cause in ("LOSE_RACE", "ORIGINATOR_CANCEL"):
            return 0
        if cause in ("USER_BUSY", "NORMAL_CIRCUIT_CONGESTION"):
            return self.agent.busy_delay_time
        if cause == "CALL_REJECTED":
            return self.agent.reject_delay_time
        return UNREGISTERED_DELAY if cause == "USER_NOT_REGISTERED" else None

    def _count_no_answer(self) -> None:
        agent = self.agent
        agent.no_answer_count += 1
        if not 0 < agent.max_no_answer <= agent.no_answer_count:
            return
        self._tell("agent-max-no-answer", self.account.max_no_answer())
        if agent.name in self.store.agents:
            self.store.set_agent("status", agent.name, self.queue.agent_no_answer_status)

    # events

    def _tell(self, action: str, headers: Headers) -> None:
        self.switch.bus.custom(INFO, lambda: headers, action)
