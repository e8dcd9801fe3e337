"""The legs of one attempt: they ring at once, and the first that answers has it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from ..clock import SECOND
from ..eventsocket.encoding import Headers
from ..kernel import Timer, Waiter
from . import farewell, loopback, sofia
from .channel import Channel
from .lifecycle import POLL, answer, hang_up, ring
from .order import Order, Result
from .outgoing import Leg, place
from .session import execute

if TYPE_CHECKING:
    from ..switch import Switch

log = logging.getLogger(__name__)

CANCELLED, TIMED_OUT = "cancelled", "timed out"
PICKED_OFF = "PICKED_OFF"


class Race:
    """The legs of one group of a dial string."""

    def __init__(self, switch: Switch, order: Order, given: Headers, legs: list[Leg], endpoint: str) -> None:
        self._switch = switch
        self._order = order
        self._given = given
        self._legs = legs
        self._endpoint = endpoint
        self._channels: list[Channel] = []
        self._timers: list[Timer] = []
        self._failed = 0
        self.unwanted = False
        """Whether the caller has had enough of it, by a key: nobody else is tried."""
        self._waiter: Waiter[Channel | str] = switch.kernel.waiter()

    async def run(self) -> Result:
        caller = self._order.caller
        for leg in self._legs:
            self._place(leg)
        if caller is not None:
            caller.on_hangup.append(lambda: self._waiter.wake(CANCELLED))
            caller.key_takers.append(self._cancels)
            caller.on_move.append(self._taken)
        deadline = (self._switch.clock.epoch + self._timeout()) * SECOND
        self._timers.append(self._switch.kernel.at(deadline, lambda: self._waiter.wake(TIMED_OUT)))
        outcome = await self._waiter
        if caller is not None:
            caller.key_takers.remove(self._cancels)
            caller.on_move.remove(self._taken)
        for timer in self._timers:
            timer.cancel()
        if isinstance(outcome, Channel):
            return await self._won(outcome)
        if outcome == CANCELLED:
            await self._switch.kernel.sleep(POLL)
            return self._lost("ORIGINATOR_CANCEL")
        if outcome == TIMED_OUT:
            return self._lost("NO_ANSWER")
        await self._switch.kernel.sleep(POLL)
        return self._lost(outcome)

    def _cancels(self, key: str) -> bool:
        """``origination_cancel_key``: the caller wants nobody any more, and stays."""
        caller = self._order.caller
        if caller is None or key != caller.get("origination_cancel_key"):
            return False
        self.unwanted = True
        self._waiter.wake(TIMED_OUT)
        return True

    def _taken(self, why: str) -> None:
        """The caller goes elsewhere: nobody is called for it any more."""
        self.unwanted = True
        self._waiter.wake(PICKED_OFF if why == PICKED_OFF else CANCELLED)

    def _timeout(self) -> int:
        names = ("leg_timeout", "call_timeout", "originate_timeout")
        sources = [leg.variables for leg in self._legs] + [self._given]
        for name in names:
            for source in sources:
                value = str(source.get(name, ""))
                if value.isdigit():
                    return int(value)
            value = (self._order.caller.get(name) if self._order.caller else "") or ""
            if value.isdigit():
                return int(value)
        return self._order.timeout

    def _place(self, leg: Leg) -> None:
        if self._given.get("origination_uuid") in self._switch.channels:
            log.critical("Duplicate UUID!")  # switch_core_session.c: the leg is not made
            self._fails("DESTINATION_OUT_OF_ORDER")
            return
        order = self._order
        channel = place(self._switch, leg, order.caller, order.cid, self._given, order.root)
        self._channels.append(channel)
        if order.placed:
            order.placed(channel)
        caller = order.caller
        if caller is not None:
            callee = f"{channel.uuid};Outbound Call;{leg.destination}"
            caller.push("originated_legs", callee)
            caller.variables["originate_signal_bond"] = channel.uuid
            caller.profile.callee_id_name = "Outbound Call"
            caller.profile.callee_id_number = leg.destination
        channel.far_end = lambda does: self._does(channel, leg, does)
        channel.on_hangup.append(lambda: self._gone(channel))
        if leg.loopback is not None:
            loopback.begin(channel, leg)
            return
        sofia.ringing(channel, leg.contact)
        ring(channel)
        if caller is not None:
            self._timers.append(self._switch.kernel.after(POLL, lambda: self._caller_rings(caller)))
        outcome = channel.remote.ring
        if outcome.outcome:
            self._timers.append(
                self._switch.kernel.after(outcome.after, lambda: self._does(channel, leg, outcome.outcome))
            )

    def _does(self, channel: Channel, leg: Leg, outcome: str) -> None:
        if not channel.up or channel.answered:
            return
        if outcome == "answer":
            self._answers(channel, leg)
        else:
            hang_up(channel, outcome, by_remote=True)

    def _caller_rings(self, caller: Channel) -> None:
        if not caller.answered and not caller.early:
            caller.variables.setdefault("sip_to_tag", caller.remote.tag[12:25])
            ring(caller)

    def _answers(self, channel: Channel, leg: Leg) -> None:
        answer(channel)
        if leg.user_variables is not None:
            channel.variables.update({name: text for name, text in leg.user_variables.items() if text})
            channel.profile.context = leg.user_variables.get("user_context") or channel.profile.context
        channel.variables["originate_endpoint"] = self._endpoint
        first = _on_answer(channel)
        if first:
            self._switch.kernel.spawn(self._executes_first(channel, first))
        else:
            self._waiter.wake(channel)

    async def _executes_first(self, channel: Channel, applications: list[str]) -> None:
        """The caller goes on hearing it ring meanwhile."""
        for text in applications:
            name, _, data = text.partition(" ")
            if not channel.up or not await execute(channel, name, data):
                return
        if channel.up:
            self._waiter.wake(channel)

    def _gone(self, channel: Channel) -> None:
        """A leg ended while the race was on."""
        self._fails(channel.cause or "NORMAL_CLEARING")

    def _fails(self, cause: str) -> None:
        """The last one to fail ends it."""
        self._failed += 1
        if self._failed == len(self._legs):
            self._waiter.wake(cause)

    async def _won(self, winner: Channel) -> Result:
        await self._switch.kernel.sleep(POLL)
        for channel in self._channels:
            if channel is not winner:
                hang_up(channel, "LOSE_RACE")
        caller = self._order.caller
        if caller is not None and caller.up and winner.up:
            caller.set("switch_m_sdp", winner.variables.get("switch_r_sdp"))
            caller.variables["video_media_flow"] = caller.variables["text_media_flow"] = "inactive"
            answer(caller)
        self._causes("NONE", winner)
        if not winner.up:
            return Result(None, winner.cause or "NORMAL_CLEARING")
        return Result(winner, "SUCCESS")

    def _lost(self, cause: str) -> Result:
        for channel in self._channels:
            if cause == "ORIGINATOR_CANCEL" and self._order.caller is not None:
                farewell.caller_cancelled(channel)
            hang_up(channel, cause)
        if self._order.caller is not None:
            farewell.called_failed(self._order.caller, self._channels[-1], cause)
        self._causes(cause, None)
        return Result(None, cause)

    def _causes(self, cause: str, winner: Channel | None) -> None:
        caller = self._order.caller
        if caller is None:
            return
        for channel in self._channels:
            caller.push("originate_causes", f"{channel.uuid};{channel.cause or cause}")
        if winner is not None and self._endpoint == "user":
            callee = f"{winner.uuid};Outbound Call;{winner.profile.destination_number}"
            caller.push("originated_legs", callee)
            caller.push("originate_causes", f"{winner.uuid};NONE")


def _on_answer(channel: Channel) -> list[str]:
    """What a leg executes before it is connected: ``execute_on_answer…``, then ``group_confirm_file``."""
    found = [channel.get(name) or "" for name in channel.variables if name.startswith("execute_on_answer")]
    if channel.get("group_confirm_key") == "exec":
        found.append(channel.get("group_confirm_file") or "")
    return [text for text in found if text]
