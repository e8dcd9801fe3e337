"""The ``conference`` application: ``NAME[@PROFILE][+PIN][+flags{FLAG,…}]`` (conference_function)."""

from __future__ import annotations

import logging
import re

from ..calls import keys, lifecycle
from ..calls.channel import Channel
from ..clock import SECOND
from ..conference.controls import pressed
from ..conference.model import KICKED, Conference
from ..conference.profile import FILE, Profile, read
from ..kernel import Outside
from .media import play
from .registry import application

log = logging.getLogger(__name__)

PATIENCE = 10 * SECOND
"""For the PIN."""
_FLAGS = re.compile(r"\+flags\{(.*?)\}")


@application("conference")
async def conference_application(channel: Channel, data: str) -> None:
    flags = _FLAGS.search(data)
    given = {flag.strip() for flag in re.split("[,|]", flags[1])} if flags else set[str]()
    rest, _, pin = _FLAGS.sub("", data).strip().partition("+")
    name, _, profile_name = rest.partition("@")
    profile = await _profile(channel, profile_name or "default")
    if profile is None or not name:
        return
    conferences = channel.switch.conferences
    conference = conferences.find(name) or conferences.create(name, profile, channel)
    conference.legs += 1
    try:
        moderator = await _allowed(channel, conference, pin)
        if moderator is not None and channel.up and await _room_for(channel, conference):
            await _stay(channel, conference, moderator or "moderator" in given)
    finally:
        conferences.leave(conference)


async def _profile(channel: Channel, name: str) -> Profile | None:
    found = await Outside(channel.switch.xml.locate("configuration", "configuration", "name", FILE))
    profile = read(found.element, name) if found else None
    if profile is None:
        log.error("%s: no profile %s in %s", channel.uuid, name, FILE)
    return profile


async def _allowed(channel: Channel, conference: Conference, pin: str) -> bool | None:
    """Whether it is a moderator who gave a right PIN; none for nobody."""
    lifecycle.answer(channel)
    moderators = channel.get("conference_moderator_pin") or ""
    if channel.direction != "inbound" or not (pin or moderators):
        return False
    profile = conference.profile
    for _ in range(profile.pin_retries):
        channel.menus += 1
        if await play(channel, profile.sound("pin"), until_key=True) not in (None, keys.KEY):
            return None
        keys.menu(channel)
        typed, _ = await keys.gather(channel, max(len(pin), len(moderators)), "#", PATIENCE)
        if typed and typed in (pin, moderators):
            return typed == moderators
        if not channel.up or await play(channel, profile.sound("bad-pin")):
            return None
    return None


async def _room_for(channel: Channel, conference: Conference) -> bool:
    """It is not locked and not full; who is called into it is let in all the same."""
    if conference.locked and channel.direction == "inbound":
        await play(channel, conference.profile.sound("locked"))
        return False
    if conference.max_members and len(conference.members) >= conference.max_members:
        await play(channel, conference.profile.sound("max-members"))
        return False
    return True


async def _stay(channel: Channel, conference: Conference, moderator: bool) -> None:
    """Until the member hangs up, is sent elsewhere, or out."""
    switch, before = channel.switch, channel.profile
    member = switch.conferences.add(conference, channel, moderator)
    switch.callers.meets(channel)
    while channel.up and not member.leaves and channel.profile is before:
        if await keys.wait(channel) == keys.KEY:
            while key := keys.read(channel):
                pressed(switch.conferences, conference, member, key)
    switch.conferences.remove(conference, member)
    if channel.up:
        switch.callers.alone(channel)
    if channel.up and member.leaves == KICKED and conference.profile.sound("kicked"):
        await play(channel, conference.profile.sound("kicked"))
