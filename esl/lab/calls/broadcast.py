"""Sound played to a leg from outside its dialplan (``uuid_broadcast``), beside whatever it executes."""

from __future__ import annotations

from ..apps.media import length
from ..clock import SECOND
from ..eventsocket.encoding import Headers
from .channel import Channel

PLAYBACK = "playback"
_LOOK = SECOND // 2


def broadcast(channel: Channel, path: str) -> None:
    """What the leg was executing goes on afterwards; it is this that it is said to execute from then on."""
    channel.switch.kernel.spawn(_play(channel, path))


async def _play(channel: Channel, path: str) -> None:
    if not channel.up:
        return
    number = len(channel.app_log)
    channel.app_log.append((PLAYBACK, path, channel.now))
    channel.variables["current_application"] = PLAYBACK
    channel.variables["current_application_data"] = path
    about: Headers = {
        "Application": PLAYBACK,
        "Application-Data": path,
        "Application-UUID": channel.switch.chance.uuid(channel.uuid, "application", number),
    }
    channel.fire("CHANNEL_EXECUTE", after=about)
    began, sounds = channel.now, path.removeprefix("file_string://").split("!")
    until = began + sum(length(sound) for sound in sounds)
    while channel.up and channel.now < until:
        await channel.switch.kernel.sleep(min(until - channel.now, _LOOK))
    if channel.up:
        channel.fire("CHANNEL_EXECUTE_COMPLETE", after={**about, "Application-Response": "FILE PLAYED"})
