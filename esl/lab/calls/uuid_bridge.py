"""Takes two legs out of whatever they do and joins them (``switch_ivr_uuid_bridge``)."""

from __future__ import annotations

from .bridge import join, part, together
from .channel import BRIDGED, Channel
from .lifecycle import POLL, hang_up
from .transfer import note, transfer

APPLICATION = "uuid_bridge"


def uuid_bridge(first: Channel, second: Channel, why: str = BRIDGED) -> None:
    """Join them; ``first`` is the one on which the bridge is told of. It goes on beside whoever asks.

    ``why`` is what those hear who ring for them.
    """
    _take(first, second, why)
    first.switch.kernel.spawn(_bridge(first, second))


async def connect(first: Channel, second: Channel) -> None:
    """As ``uuid_bridge``, up to the moment of the bridge."""
    _take(first, second, BRIDGED)
    await _join(first, second)


def _take(first: Channel, second: Channel, why: str) -> None:
    """At once: what their processes execute is cut short, and who they were is put down."""
    for channel, other in ((first, second), (second, first)):
        channel.variables[APPLICATION] = other.uuid
        channel.variables["bridge_channel"] = other.name
        channel.variables["bridge_uuid"] = channel.variables["signal_bond"] = other.uuid
        profile = channel.profile
        channel.variables["original_destination_number"] = profile.destination_number
        channel.variables["original_caller_id_name"] = profile.caller_id_name
        channel.variables["original_caller_id_number"] = profile.caller_id_number
        note(channel, "uuid_br", other.uuid)
        channel.new_profile(transfer_source=str(channel.variables["transfer_source"]))
    second.profile.originators = [first.profile.clone(timed=False)]
    first.profile.callee_id_name = "Outbound Call"
    first.profile.callee_id_number = second.profile.destination_number
    first.profile.originatees = [second.profile.clone(timed=True)]
    first.other_type, second.other_type = "originatee", "originator"
    for channel in (first, second):
        channel.bridged_away = channel.has_process
        channel.move(BRIDGED, why)


async def _bridge(first: Channel, second: Channel) -> None:
    if first.up and second.up:
        await _join(first, second)
        await wait_for_end(first, second)
        return
    for channel in (second, first):  # one of them was gone in the same moment
        channel.moved = False
        _let_go(channel)


async def _join(first: Channel, second: Channel) -> None:
    for state in ("CS_HIBERNATE", "CS_RESET"):
        second.enter(state)
    await first.switch.kernel.sleep(0)
    for state in ("CS_HIBERNATE", "CS_RESET", "CS_SOFT_EXECUTE"):
        first.enter(state)
    second.enter("CS_SOFT_EXECUTE")
    await first.switch.kernel.sleep(POLL)
    for channel, other in ((first, second), (second, first)):
        channel.set(APPLICATION, None)
        after = {"Application": APPLICATION, "Application-Data": other.uuid}
        channel.fire("CHANNEL_EXECUTE", after=dict(after))
    second.running = "CS_CONSUME_MEDIA"
    second.enter("CS_CONSUME_MEDIA")
    join(first, second)


async def wait_for_end(first: Channel, second: Channel) -> None:
    """Until one of them hangs up or goes elsewhere; then the other goes on, or is let go."""
    await together(first, second)
    if first.up and not (first.moved or second.moved):
        await first.switch.kernel.sleep(POLL)
    part(first, second)
    for channel in (second, first):
        _let_go(channel)


def _let_go(channel: Channel) -> None:
    """``transfer_after_bridge``, or the end; a leg that has been taken elsewhere meanwhile is let be."""
    away, channel.bridged_away = channel.bridged_away, False
    if not channel.up or channel.moved:
        channel.bridged_away = away and channel.moved and channel.state != "CS_ROUTING"
        channel.interrupt(BRIDGED)
        return
    channel.enter("CS_EXECUTE")
    onwards = channel.get("transfer_after_bridge")
    if onwards:
        transfer(channel, *onwards.replace(":", " ").split()[:3])
        channel.switch.callers.alone(channel)
    else:
        hang_up(channel, "NORMAL_CLEARING")
    channel.interrupt(BRIDGED)
