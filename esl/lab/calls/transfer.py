"""Sends a leg to another number of the dialplan (``switch_ivr_session_transfer``)."""

from __future__ import annotations

from ..clock import SECOND
from .channel import Channel
from .described import FLIPPED

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
    channel.profile.times.bridged = 0
    forwards = int(channel.get("max_forwards") or 70) - 1
    channel.variables["max_forwards"] = str(forwards)
    channel.state = "CS_ROUTING"
    for leg in (channel, channel.peer):
        if leg is not None:
            leg.set("signal_bond", None)
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


def flip(channel: Channel) -> None:
    """A leg that was called comes to the dialplan for the first time: caller and callee change places."""
    if channel.direction == "inbound" or FLIPPED in channel.variables:
        return
    profile = channel.profile
    channel.variables["pre_transfer_caller_id_name"] = name = profile.caller_id_name
    channel.variables["pre_transfer_caller_id_number"] = number = profile.caller_id_number
    profile.caller_id_name, profile.callee_id_name = profile.callee_id_name, name
    profile.caller_id_number, profile.callee_id_number = profile.callee_id_number, number
    channel.variables[FLIPPED] = "yes"
    channel.fire("CALL_UPDATE", {"Direction": "RECV"})


def note(channel: Channel, kind: str, what: str) -> None:
    """One line more of transfer_history."""
    number = len(channel.values("transfer_history"))
    uuid = channel.switch.chance.uuid(channel.uuid, "transfer", number)
    line = f"{channel.now // SECOND}:{uuid}:{kind}:{what}"
    channel.push("transfer_history", line)
    channel.variables["transfer_source"] = line
