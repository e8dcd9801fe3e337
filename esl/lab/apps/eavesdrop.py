"""``eavesdrop`` and ``three_way``: hear another leg's talk, and be heard in it as far as is wished."""

from __future__ import annotations

from ..calls import keys, lifecycle
from ..calls.channel import Channel
from ..calls.hearing import Tap
from ..conf.settings import true
from .registry import application

WAYS = {"0": (False, False), "1": (False, True), "2": (True, False), "3": (True, True)}
"""What a key makes of it: heard by nobody, by the other side, by the leg's own far end, by both."""
NO_KEYS = ("false", "no", "off")


@application("eavesdrop")
async def eavesdrop(channel: Channel, data: str) -> None:
    """``eavesdrop UUID``: until that leg hangs up; nothing where it is no member of the wanted group."""
    talks = channel.switch.channels.get(data.strip())
    wanted = channel.get("eavesdrop_require_group")
    if talks is None or talks is channel or not talks.up:
        return
    if wanted and wanted not in (talks.get("eavesdrop_group") or "").split(","):
        return
    lifecycle.pre_answer(channel)
    tap = Tap(channel, _whispers(channel, "bleg"), _whispers(channel, "aleg"))
    await _take_part(channel, talks, tap, (channel.get("eavesdrop_enable_dtmf") or "") not in NO_KEYS)


@application("three_way")
async def three_way(channel: Channel, data: str) -> None:
    talks = channel.switch.channels.get(data.strip())
    if talks is not None and talks.up:
        await _take_part(channel, talks, Tap(channel, True, True), False)


async def _take_part(channel: Channel, talks: Channel, tap: Tap, by_key: bool) -> None:
    """Until the tapped leg is gone, or this one is taken elsewhere."""
    before = channel.profile
    talks.taps.append(tap)
    talks.on_hangup.append(lambda: channel.interrupt("alone"))
    while channel.up and talks.up and channel.profile is before:
        if await keys.wait(channel) == keys.KEY:
            way = WAYS.get(keys.read(channel)) if by_key else keys.read(channel) and None
            tap.to_own, tap.to_partner = way or (tap.to_own, tap.to_partner)
    talks.taps.remove(tap)


def _whispers(channel: Channel, leg: str) -> bool:
    return true(channel.get(f"eavesdrop_whisper_{leg}"))
