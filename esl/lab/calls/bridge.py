"""Two legs, joined: CHANNEL_BRIDGE to CHANNEL_UNBRIDGE."""

from __future__ import annotations

from ..eventsocket.encoding import Headers
from . import farewell
from .channel import Channel
from .lifecycle import POLL, hang_up
from .session import looking_after, run_errands


def join(a: Channel, b: Channel) -> None:
    """Everything that happens at the moment of the bridge; ``a`` is the leg whose process stays in it."""
    a.peer, b.peer = b, a
    a.profile.originatees = [b.profile.clone(timed=True)] * max(1, len(b.profile.originators))
    a.profile.times.bridged = b.profile.times.bridged = a.now
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
    a.variables.pop("bridge_to", None)
    b.variables.pop("bridge_to", None)
    left, stays = (b, a) if a.up else (a, b)
    if stays.up:
        farewell.partner_left(stays, left)
    a.variables["bridge_hangup_cause"] = left.cause or "NORMAL_CLEARING"
    hang_up(b, "NORMAL_CLEARING")
    if stays is b:
        b.variables["bridge_hangup_cause"] = left.cause or "NORMAL_CLEARING"
    a.peer = b.peer = None
    a.fire("CHANNEL_UNBRIDGE", {"Bridge-A-Unique-ID": a.uuid, "Bridge-B-Unique-ID": b.uuid})
    b.variables["call_uuid"] = b.uuid


async def bridge(a: Channel, b: Channel) -> None:
    """Join two answered legs until one of them hangs up; ``b`` never survives it."""
    announce(b, a)
    join(a, b)
    b.on_hangup.append(lambda: a.interrupt("bridge"))
    with looking_after(a):
        while a.up and b.up:
            await run_errands(a)
            if a.up and b.up:
                await a.wait()
    if a.up:
        await a.switch.kernel.sleep(POLL)
    part(a, b)
    await a.switch.kernel.sleep(0)


def announce(leg: Channel, caller: Channel | None) -> None:
    """A leg to a ``user/…`` is told once more who calls, after its answer: CHANNEL_OUTGOING again."""
    if leg.variables.get("originate_endpoint") != "user":
        return
    if caller is not None:
        leg.profile.originators = [caller.profile.clone(timed=False)] * 2
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
