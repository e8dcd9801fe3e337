"""A phone's hold key (re-INVITE): CHANNEL_HOLD to CHANNEL_UNHOLD, and music for the other side meanwhile."""

from __future__ import annotations

from ..clock import SECOND
from ..eventsocket.encoding import Headers
from .channel import Channel

MUSIC = "local_stream://moh"
PLAYBACK = "playback"
QUIETER = SECOND // 10
"""How often the music looks whether it is still wanted."""


def hold(channel: Channel) -> bool:
    """The leg's far end puts the other side on hold; false where it talks with nobody or does so already."""
    if channel.peer is None or not channel.up or channel.callstate == "HELD":
        return False
    channel.call_state("HELD")
    channel.profile.times.last_hold = channel.now
    channel.fire("CHANNEL_HOLD")
    channel.switch.kernel.spawn(_music(channel, channel.peer))
    _reinvited(channel)
    return True


def resume(channel: Channel) -> bool:
    """It talks again; false where it had put nobody on hold."""
    if not channel.up or channel.callstate != "HELD":
        return False
    times = channel.profile.times
    times.hold_accum += channel.now - times.last_hold
    channel.hold_spans.append((times.last_hold, channel.now))
    channel.call_state("UNHELD")
    channel.fire("CHANNEL_UNHOLD")
    _reinvited(channel)
    channel.call_state("ACTIVE")
    return True


def noted(channel: Channel) -> None:
    """The variables of a leg's holds, at its end."""
    times, variables = channel.profile.times, channel.variables
    if channel.hold_spans:
        pairs = ",".join(f"{{{began},{ended}}}" for began, ended in channel.hold_spans)
        variables["hold_events"] = f"{{{pairs}}}"
        variables["hold_stamp"] = channel.switch.clock.stamp(times.last_hold)
    accum = times.hold_accum
    variables["hold_accum_seconds"] = str(accum // SECOND)
    variables["hold_accum_usec"] = str(accum)
    variables["hold_accum_ms"] = str(accum // 1000)


def _reinvited(channel: Channel) -> None:
    headers: Headers = {"Unique-ID": channel.uuid}
    channel.switch.bus.custom("sofia::reinvite", lambda: headers, "reinvite")


async def _music(channel: Channel, other: Channel) -> None:
    number = len(other.app_log)
    other.app_log.append((PLAYBACK, MUSIC, other.now))
    uuid = channel.switch.chance.uuid(other.uuid, "application", number)
    about: Headers = {"Application": PLAYBACK, "Application-Data": MUSIC}
    which: Headers = {"Application-UUID": uuid}
    sound: Headers = {"Playback-File-Type": "local_stream", "Playback-File-Path": MUSIC}
    other.fire("CHANNEL_EXECUTE", after={**about, **which})
    other.fire("PLAYBACK_START", after=sound)
    while channel.up and other.up and channel.callstate == "HELD":
        await channel.switch.kernel.sleep(QUIETER)
    if other.up:
        other.fire("PLAYBACK_STOP", after={**sound, "Playback-Status": "break"})
        other.fire(
            "CHANNEL_EXECUTE_COMPLETE", after={**about, "Application-Response": "FILE PLAYED", **which}
        )
