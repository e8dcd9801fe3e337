"""``intercept``: take a leg out of its talk, or out of its waiting for an answer, and talk with it."""

from __future__ import annotations

from ..calls import lifecycle
from ..calls.channel import Channel
from ..calls.race import PICKED_OFF
from ..calls.transfer import B_LEG
from ..calls.uuid_bridge import uuid_bridge
from ..conf.settings import true
from .registry import application


@application("intercept")
async def intercept(channel: Channel, data: str) -> None:
    """``intercept [-bleg] UUID``; with ``-bleg`` the one whom that leg talks with."""
    words = data.split()
    named = channel.switch.channels.get(words[-1]) if words else None
    wanted = named.peer if named is not None and words[0] == B_LEG else named
    if wanted is None or wanted is channel or not wanted.up or _forbidden(channel, wanted):
        return
    lifecycle.answer(channel)
    lifecycle.answer(wanted)
    left = wanted.peer
    uuid_bridge(channel, wanted, PICKED_OFF)
    if left is not None:
        lifecycle.hang_up(left, PICKED_OFF)


def _forbidden(channel: Channel, wanted: Channel) -> bool:
    """The one who intercepts says what may be taken."""
    if true(channel.get("intercept_unanswered_only")) and wanted.answered:
        return True
    return true(channel.get("intercept_unbridged_only")) and wanted.peer is not None
