"""Sends a leg to another number of the dialplan (``switch_ivr_session_transfer``)."""

from __future__ import annotations

from ..clock import SECOND
from .channel import Channel

B_LEG, BOTH = "-bleg", "-both"


def transfer(channel: Channel, number: str, dialplan: str = "", context: str = "") -> None:
    """A new profile for ``number``; the leg's process routes it when the application returns.

    Where it may go is the leg's own affair before the wish: ``force_transfer_context``, ``…_dialplan``.
    """
    old = channel.profile
    dialplan = channel.get("force_transfer_dialplan") or dialplan or old.dialplan or "XML"
    context = channel.get("force_transfer_context") or context or old.context
    note(channel, "bl_xfer", f"{number}/{context}/{dialplan}")
    channel.new_profile(
        destination_number=number,
        dialplan=dialplan,
        context=context,
        rdnis=old.destination_number,
        transfer_source=str(channel.variables["transfer_source"]),
    )
    forwards = int(channel.get("max_forwards") or 70) - 1
    channel.variables["max_forwards"] = str(forwards)
    channel.state = "CS_ROUTING"
    channel.switch.limits.transferred(channel)
    channel.move()


def transfer_legs(channel: Channel, words: list[str]) -> bool:
    """``[-bleg|-both] NUMBER [DIALPLAN [CONTEXT]]``; false where nobody is there to be sent."""
    which = words[0] if words[:1] in ([B_LEG], [BOTH]) else ""
    target = words[1:4] if which else words[:3]
    other = channel.held.leg if channel.held else channel.peer
    legs = [other] if which == B_LEG else [other, channel] if which == BOTH else [channel]
    there = [leg for leg in legs if leg is not None and leg.up]
    if not target or not there:
        return False
    for leg in there:
        transfer(leg, *target)
    return True


def note(channel: Channel, kind: str, what: str) -> None:
    """One line more of transfer_history."""
    number = len(channel.values("transfer_history"))
    uuid = channel.switch.chance.uuid(channel.uuid, "transfer", number)
    line = f"{channel.now // SECOND}:{uuid}:{kind}:{what}"
    channel.push("transfer_history", line)
    channel.variables["transfer_source"] = line
