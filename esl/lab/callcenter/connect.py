"""Joins a waiting member and an agent's leg, and parts them (``switch_ivr_uuid_bridge``)."""

from __future__ import annotations

from ..calls.bridge import join, part
from ..calls.channel import Channel
from ..calls.lifecycle import POLL, hang_up
from ..calls.transfer import note, transfer

BRIDGED = "bridged"
BEFORE_BRIDGE = "api_before_bridge"
"""Variables of a leg whose commands run when it is joined with another."""


async def connect(member: Channel, leg: Channel) -> None:
    """From the agent's answer to the bridge; the member's ``callcenter`` application returns meanwhile."""
    member.variables["cc_agent_found"] = "true"
    member.variables["cc_agent_uuid"] = member.variables["uuid_bridge"] = leg.uuid
    for channel, other in ((member, leg), (leg, member)):
        channel.variables["bridge_channel"] = other.name
        channel.variables["bridge_uuid"] = channel.variables["signal_bond"] = other.uuid
        profile = channel.profile
        channel.variables["original_destination_number"] = profile.destination_number
        channel.variables["original_caller_id_name"] = profile.caller_id_name
        channel.variables["original_caller_id_number"] = profile.caller_id_number
        note(channel, "uuid_br", other.uuid)
        channel.new_profile(transfer_source=str(channel.variables["transfer_source"]))
    leg.profile.originators = [member.profile.clone(timed=False)]
    member.profile.callee_id_name = "Outbound Call"
    member.profile.callee_id_number = leg.profile.destination_number
    member.profile.originatees = [leg.profile.clone(timed=True)]
    member.other_type, leg.other_type = "originatee", "originator"
    member.bridged_away = True
    member.interrupt(BRIDGED)
    for state in ("CS_HIBERNATE", "CS_RESET"):
        leg.enter(state)
    await member.switch.kernel.sleep(0)
    for state in ("CS_HIBERNATE", "CS_RESET", "CS_SOFT_EXECUTE"):
        member.enter(state)
    leg.enter("CS_SOFT_EXECUTE")
    await member.switch.kernel.sleep(POLL)
    member.set("uuid_bridge", None)
    for channel, other in ((member, leg), (leg, member)):
        after = {"Application": "uuid_bridge", "Application-Data": other.uuid}
        channel.fire("CHANNEL_EXECUTE", after=dict(after))
    leg.running = "CS_CONSUME_MEDIA"
    leg.enter("CS_CONSUME_MEDIA")
    join(member, leg)
    for name, command in list(leg.variables.items()):
        if name.startswith(BEFORE_BRIDGE) and isinstance(command, str):
            api, _, argument = leg.expand(command).partition(" ")
            member.switch.kernel.spawn(member.switch.registry.execute(api, argument))


async def wait_for_end(member: Channel, leg: Channel) -> None:
    """Until one of them hangs up; then the other is let go (or sent on by ``transfer_after_bridge``)."""
    kernel = member.switch.kernel
    if member.up and leg.up:
        ended = kernel.waiter()
        for channel in (member, leg):
            channel.on_hangup.append(lambda: ended.wake(None))
        await ended
    if member.up:
        await kernel.sleep(POLL)
    part(member, leg)
    member.bridged_away = False
    if not member.up:
        return
    member.enter("CS_EXECUTE")
    onwards = member.get("transfer_after_bridge")
    if onwards:
        transfer(member, *onwards.replace(":", " ").split()[:3])
        member.switch.callers.alone(member)
        return
    hang_up(member, "NORMAL_CLEARING")
