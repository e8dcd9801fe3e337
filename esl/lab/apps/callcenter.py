"""The ``callcenter`` application: a caller waits in a queue (callcenter_function)."""

from __future__ import annotations

import logging

from ..callcenter.model import ABANDONED, ANSWERED, LOGGED_OUT, TRYING, WAITING, Member, Queue
from ..callcenter.store import INFO
from ..calls import lifecycle
from ..calls.channel import BRIDGED, HANGUP, Channel
from ..calls.keys import THINKING
from ..clock import SECOND
from ..eventsocket.encoding import Headers
from ..kernel import Outside
from .media import played
from .registry import application

log = logging.getLogger(__name__)

EXIT = "EXIT_WITH_KEY"
LOOK = SECOND // 2
"""How often the member's thread looks at the time limits."""


@application("callcenter")
async def callcenter(channel: Channel, data: str) -> None:
    center = channel.switch.callcenter
    name = data.split(" ")[0]
    queue = center.store.queues.get(name)
    if queue is None and name and await Outside(center.loader.find_queue(name)):
        queue = center.store.queues[name]
    if queue is None:
        log.warning("%s: queue %s not found", channel.uuid, name)
        return
    lifecycle.answer(channel)
    if not channel.up:
        return
    member = _join(channel, queue)
    music = channel.get("cc_moh_override") or queue.moh_sound
    about: Headers = {"Playback-File-Type": music.partition("://")[0], "Playback-File-Path": music}
    if music:
        channel.fire("PLAYBACK_START", after=about)
    began = channel.now
    _press(channel, member)
    reason = await _wait(channel, queue, member)
    if music:
        played(channel, channel.now - began)
        channel.fire("PLAYBACK_STOP", after={**about, "Playback-Status": "done"})
    channel.set("cc_agent_found", None)
    if reason == BRIDGED:
        channel.variables["cc_cause"] = "answered"
        queue.calls_answered += 1
    else:
        _leave(channel, queue, member, "BREAK_OUT" if reason == HANGUP else reason)
    center.store.count(queue.name)


def _join(channel: Channel, queue: Queue) -> Member:
    switch = channel.switch
    store, now = switch.callcenter.store, switch.clock.epoch
    number, name = channel.profile.caller_id_number, channel.profile.caller_id_name
    before = _abandoned_before(channel, queue, number)
    uuid = before.uuid if before else switch.chance.uuid(channel.uuid, "member", len(channel.app_log))
    channel.variables["cc_side"] = "member"
    channel.variables["cc_member_uuid"] = uuid
    channel.set("cc_agent_found", None)
    channel.set("cc_agent_bridged", None)
    system_epoch = channel.profile.times.answered // SECOND
    score = int(channel.get("cc_base_score") or 0)
    if queue.time_base_score == "system":
        score += now - system_epoch
    channel.variables["cc_queue_joined_epoch"] = str(now)
    channel.variables["cc_queue"] = queue.name
    joined = before.joined_epoch if before else now
    member = Member(queue.name, uuid, channel, number, name, system_epoch, joined, score)
    if before:
        member.rejoined_epoch, member.abandoned_epoch = now, before.abandoned_epoch
    action = "member-queue-resume" if before else "member-queue-start"
    channel.custom(INFO, {"CC-Queue": queue.name, "CC-Action": action, **_caller(member)}, action)
    store.members[uuid] = member
    store.count(queue.name)
    store.changed()
    return member


def _abandoned_before(channel: Channel, queue: Queue, number: str) -> Member | None:
    if not queue.abandoned_resume_allowed:
        return None
    members = channel.switch.callcenter.store.members.values()
    gone = [
        each
        for each in members
        if each.queue == queue.name and each.cid_number == number and each.state == ABANDONED
    ]
    return max(gone, key=lambda each: each.abandoned_epoch, default=None)


def _press(channel: Channel, member: Member) -> None:
    """With ``cc_exit_keys`` the wait is one more menu of the caller's plan: a key pressed there leaves it."""
    keys, plan = channel.get("cc_exit_keys") or "", channel.remote.plan
    if not keys:
        return
    channel.menus += 1
    visit = channel.menus - 1
    pressed = plan.digits[visit] if plan and visit < len(plan.digits) else ""
    if pressed[:1] and pressed[0] in keys:
        thinks = channel.switch.chance.of(plan.identity if plan else channel.uuid, "thinks", visit)

        def leave() -> None:
            if member.state in (WAITING, TRYING) and not channel.bridged_away:
                channel.variables["cc_exit_key"] = pressed[0]
                channel.interrupt(EXIT)

        channel.switch.kernel.after(thinks.randint(*THINKING), leave)


async def _wait(channel: Channel, queue: Queue, member: Member) -> str:
    """``bridged``, ``hangup``, or the reason for which mod_callcenter sends the caller on."""
    joined = member.rejoined_epoch or member.joined_epoch
    while channel.up:
        reason = await channel.wait(_until_next_look(channel, queue, joined))
        if reason is not None:
            return reason
        now = channel.switch.clock.epoch
        if 0 < queue.max_wait_time <= now - joined:
            if member.connecting:
                member.timed_out = True
                continue
            if member.state != ANSWERED:
                return "TIMEOUT"
        if _nobody_there(channel, queue, joined):
            return "NO_AGENT_TIMEOUT"
    return HANGUP


def _until_next_look(channel: Channel, queue: Queue, joined: int) -> int | None:
    if queue.max_wait_time_with_no_agent:
        return LOOK
    if queue.max_wait_time:
        return max(LOOK, (joined + queue.max_wait_time) * SECOND - channel.now)
    return None


def _nobody_there(channel: Channel, queue: Queue, joined: int) -> bool:
    most = queue.max_wait_time_with_no_agent
    if not most:
        return False
    store, now = channel.switch.callcenter.store, channel.switch.clock.epoch
    queue.last_agent_exist_check = now
    if any(
        tier.agent in store.agents and store.agents[tier.agent].status != LOGGED_OUT
        for tier in store.tiers_of(queue.name)
    ):
        queue.last_agent_exist = now
    if now <= queue.last_agent_exist or now - queue.last_agent_exist < most:
        return False
    grace = queue.max_wait_time_with_no_agent_time_reached
    return not grace or now - joined >= grace + most


def _leave(channel: Channel, queue: Queue, member: Member, reason: str) -> None:
    switch = channel.switch
    now = switch.clock.epoch
    for leg in list(member.legs):
        lifecycle.hang_up(leg, "ORIGINATOR_CANCEL")
    member.state, member.abandoned_epoch = ABANDONED, now
    about: Headers = {
        "CC-Queue": queue.name,
        "CC-Action": "member-queue-end",
        "CC-Member-Leaving-Time": str(now),
        "CC-Member-Joined-Time": str(member.joined_epoch),
        "CC-Cause": "Cancel",
        "CC-Cancel-Reason": reason,
        **_caller(member),
    }
    channel.custom(INFO, about, "member-queue-end")
    channel.variables["cc_queue_canceled_epoch"] = str(now)
    channel.variables["cc_cause"] = "cancel"
    channel.variables["cc_cancel_reason"] = reason
    queue.calls_abandoned += 1
    discard = (queue.discard_abandoned_after + 1) * SECOND
    switch.kernel.after(discard, lambda: _discard(switch.callcenter.store.members, member))


def _discard(members: dict[str, Member], member: Member) -> None:
    if members.get(member.uuid) is member and member.state == ABANDONED:
        del members[member.uuid]


def _caller(member: Member) -> Headers:
    return {
        "CC-Member-UUID": member.uuid,
        "CC-Member-Session-UUID": member.channel.uuid,
        "CC-Member-CID-Name": member.cid_name,
        "CC-Member-CID-Number": member.cid_number,
    }
