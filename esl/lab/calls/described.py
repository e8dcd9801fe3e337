"""A leg as its events describe it (``switch_channel_event_set_data``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..eventsocket.encoding import Headers
from ..eventsocket.names import WITH_VARIABLES

if TYPE_CHECKING:
    from .channel import Channel

STATES = (
    "CS_NEW",
    "CS_INIT",
    "CS_ROUTING",
    "CS_SOFT_EXECUTE",
    "CS_EXECUTE",
    "CS_EXCHANGE_MEDIA",
    "CS_PARK",
    "CS_CONSUME_MEDIA",
    "CS_HIBERNATE",
    "CS_RESET",
    "CS_HANGUP",
    "CS_REPORTING",
    "CS_DESTROY",
)
_NUMBERS = {name: str(number) for number, name in enumerate(STATES)}
_CODEC: Headers = {
    f"Channel-{way}-Codec-{name}": value
    for way in ("Read", "Write")
    for name, value in (("Name", "PCMU"), ("Rate", "8000"), ("Bit-Rate", "64000"))
}

FLIPPED = "channel_cid_flipped"
"""On a leg that was called and has come to the dialplan since: as its caller, the one who was called."""


def described(channel: Channel, name: str, before: Headers | None, after: Headers | None) -> Headers:
    """The leg's data between the own headers of an event of this ``name``."""
    built: Headers = dict(before or {})
    built.update(_basic(channel))
    if channel.running != "CS_NEW":
        built.update(channel.profile.headers("Caller"))
        built.update(_other_leg(channel))
    if name in WITH_VARIABLES:
        for key, value in channel.variables.items():
            built[f"variable_{key}"] = value
    if after:
        built.update(after)
    return built


def _basic(channel: Channel) -> Headers:
    hit = channel.direction == "inbound" or FLIPPED in channel.variables
    basic: Headers = {
        "Channel-State": channel.running,
        "Channel-Call-State": channel.callstate,
        "Channel-State-Number": _NUMBERS[channel.state],
        "Channel-Name": channel.name,
        "Unique-ID": channel.uuid,
        "Call-Direction": channel.direction,
        "Presence-Call-Direction": channel.direction,
        "Channel-HIT-Dialplan": "true" if hit else "false",
    }
    if "presence_id" in channel.variables and channel.running != "CS_NEW":
        basic["Channel-Presence-ID"] = channel.variables["presence_id"]
    basic["Channel-Call-UUID"] = channel.variables.get("call_uuid", channel.uuid)
    basic["Answer-State"] = channel.answer_state
    if channel.cause:
        basic["Hangup-Cause"] = channel.cause
    if channel.media:
        basic.update(_CODEC)
    return basic


def _other_leg(channel: Channel) -> Headers:
    profile = channel.profile
    others = profile.originators if channel.other_type == "originator" else profile.originatees
    if not channel.other_type or not others:
        return {}
    return {"Other-Type": channel.other_type, **others[0].headers("Other-Leg", "inbound")}
