"""Two legs, joined: CHANNEL_BRIDGE to CHANNEL_UNBRIDGE."""

from __future__ import annotations

from ..eventsocket.encoding import Headers
from . import farewell, hooks
from .channel import Channel
from .lifecycle import POLL, hang_up
from .session import go_on, looking_after, run_errands


def join(a: Channel, b: Channel, inner: bool = False) -> None:
    """Everything that happens at the moment of the bridge; ``a`` is the leg whose process stays in it.

    ``inner``: a talk within a talk, of which their variables' commands are not told.
    """
    a.peer, b.peer = b, a
    a.moved = b.moved = False
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
    if not inner:
        hooks.bridged(a)
        hooks.bridged(b)
    a.switch.callers.talk(a, b)
    a.switch.kernel.after(POLL, lambda: _update(a, b))


def part(a: Channel, b: Channel) -> None:
    """The bridge is over: CHANNEL_UNBRIDGE on ``a``; ``b`` is hung up unless it goes elsewhere."""
    a.variables.pop("bridge_to", None)
    b.variables.pop("bridge_to", None)
    left, stays = (b, a) if a.up else (a, b)
    if stays.up:
        farewell.partner_left(stays, left)
    if not b.moved:
        a.variables["bridge_hangup_cause"] = left.cause or "NORMAL_CLEARING"
        hang_up(b, "NORMAL_CLEARING")
    if stays is b:
        b.variables["bridge_hangup_cause"] = left.cause or "NORMAL_CLEARING"
    a.peer = b.peer = None
    a.fire("CHANNEL_UNBRIDGE", {"Bridge-A-Unique-ID": a.uuid, "Bridge-B-Unique-ID": b.uuid})
    b.variables["call_uuid"] = b.uuid
    for leg in (b, a):
        go_on(leg)


def leave(a: Channel, b: Channel) -> None:
    """A talk within a talk is over: CHANNEL_UNBRIDGE on ``a``; what becomes of both is not decided here."""
    a.variables.pop("bridge_to", None)
    b.variables.pop("bridge_to", None)
    a.peer = b.peer = None
    a.fire("CHANNEL_UNBRIDGE", {"Bridge-A-Unique-ID": a.uuid, "Bridge-B-Unique-ID": b.uuid})


async def together(a: Channel, b: Channel) -> None:
    """Until one of them hangs up or goes elsewhere; the process of ``a`` does its errands meanwhile.

    Who consults somebody else meanwhile is waited for.
    """

    def talk() -> bool:
        return a.up and b.up and not (a.moved or b.moved)

    b.on_hangup.append(lambda: a.interrupt("bridge"))
    with looking_after(a):
        while talk():
            await run_errands(a)
            if talk():
                await a.wait()
    for one, other in ((a, b), (b, a)):
        if one.held is not None and one.held.leg is other and not other.moved:
            await one.held.over


async def bridge(a: Channel, b: Channel) -> None:
    """Join two answered legs until their talk is over; ``b`` survives it only where it is sent elsewhere."""
    announce(b, a)
    join(a, b)
    await together(a, b)
    if a.up and not (a.moved or b.moved):
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
