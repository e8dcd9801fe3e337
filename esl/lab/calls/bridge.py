"""Two legs, joined: CHANNEL_BRIDGE to CHANNEL_UNBRIDGE."""

from __future__ import annotations

from ..eventsocket.encoding import Headers
from . import farewell
from .channel import Channel
from .lifecycle import POLL, hang_up


def join(a: Channel, b: Channel) -> None:
    """Everything that happens at the moment of the bridge; ``a`` is the leg whose process stays in it."""
    a.peer, b.peer = b, a
    now = a.now
    a.profile.times.bridged = b.profile.times.bridged = now
    a.profile.originatees = [b.profile.clone(timed=True)] * max(1, len(b.profile.originators))
    a.other_type, b.other_type = "originatee", "originator"
    a.variables["signal_bond"], b.variables["signal_bond"] = b.uuid, a.uuid
    ids: Headers = {"Bridge-A-Unique-ID": a.uuid, "Bridge-B-Unique-ID": b.uuid}
    a.fire("CHANNEL_BRIDGE", ids)
    b.enter("CS_EXCHANGE_MEDIA")
    for channel, other in ((a, b), (b, a)):
        channel.variables.update(
            bridge_to=other.uuid,
            last_bridge_to=other.uuid,
            bridge_channel=other.name,
            bridge_uuid=other.uuid,
        )
    b.variables["call_uuid"] = a.variables.get("call_uuid", a.uuid)
    a.switch.callers.talk(a, b)
    a.switch.kernel.after(POLL, lambda: _update(a, b))


def part(a: Channel, b: Channel) -> None:
    """The bridge is over: CHANNEL_UNBRIDGE on ``a``; ``b`` is hung up if it is still there."""
    for channel, other in ((a, b), (b, a)):
        channel.variables.pop("bridge_to", None)
        if channel.up:
            farewell.partner_left(channel, other)
    a.variables["bridge_hangup_cause"] = (b if a.up else a).cause or "NORMAL_CLEARING"
    hang_up(b, "NORMAL_CLEARING")
    a.peer = b.peer = None
    a.fire("CHANNEL_UNBRIDGE", {"Bridge-A-Unique-ID": a.uuid, "Bridge-B-Unique-ID": b.uuid})
    b.variables["call_uuid"] = b.uuid


async def bridge(a: Channel, b: Channel) -> None:
    """Join two answered legs until one of them hangs up; ``b`` never survives it."""
    b.profile.originators = [a.profile.clone(timed=False)] * 2
    announce(b)
    join(a, b)
    b.on_hangup.append(lambda: a.interrupt("bridge"))
    while a.up and b.up:
        await a.wait()
    if a.up:
        await a.switch.kernel.sleep(POLL)
    part(a, b)
    await a.switch.kernel.sleep(0)


def announce(leg: Channel) -> None:
    """CHANNEL_OUTGOING comes once more, after the answer, for a leg to a ``user/…``."""
    if leg.variables.get("originate_endpoint") == "user":
        leg.fire("CHANNEL_OUTGOING")


def _update(a: Channel, b: Channel) -> None:
    """CALL_UPDATE: each side is told whom it talks with."""
    for channel, name, number in (
        (a, a.profile.callee_id_name or "Outbound Call", b.profile.destination_number),
        (b, a.profile.caller_id_name, a.profile.caller_id_number),
    ):
        if not channel.up or channel.peer is None:
            continue
        before: Headers = {
            "Direction": "SEND",
            "Sent-Callee-ID-Name": name,
            "Sent-Callee-ID-Number": number,
            "Bridged-To": channel.peer.uuid,
        }
        channel.variables["last_sent_callee_id_name"] = name
        channel.variables["last_sent_callee_id_number"] = number
        channel.fire("CALL_UPDATE", before)
