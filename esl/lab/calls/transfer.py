"""Sends a leg to another number of the dialplan (``switch_ivr_session_transfer``)."""

from __future__ import annotations

from ..clock import SECOND
from .channel import BREAK, Channel


def transfer(channel: Channel, number: str, dialplan: str = "", context: str = "") -> None:
    """A new profile for ``number``; the leg's process routes it when the application returns."""
    old = channel.profile
    dialplan = dialplan or old.dialplan or "XML"
    context = context or old.context
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
    channel.interrupt(BREAK)


def note(channel: Channel, kind: str, what: str) -> None:
    """One line more of transfer_history."""
    number = len(channel.values("transfer_history"))
    uuid = channel.switch.chance.uuid(channel.uuid, "transfer", number)
    line = f"{channel.now // SECOND}:{uuid}:{kind}:{what}"
    channel.push("transfer_history", line)
    channel.variables["transfer_source"] = line
