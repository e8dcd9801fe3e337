"""A room as an extension of the tenant's context (mod_conference; profiles in conference.conf).

The PIN is asked for three times; the number of members, the recording and the lock are kept by the
conference itself. A recording begins with the second member, in a file named by the leg that opened it.
"""

from __future__ import annotations

from ..flows.prompts import house_prompt, recording_notice
from ..flows.recording import FOLDER
from ..flows.xml import Element, action, named
from ..prompts.house import language_of
from ..recordings.policy import ALL, Policy, Rule
from .rooms import Room

VARIABLE = "seatyard_conference"
"""Of a leg: the number of the room that it was in, for its record."""


def extension_of(room: Room, policy: Policy, language: str) -> Element:
    return named(
        room.number,
        action("export", f"seatyard_tenant={room.tenant_id}"),
        action("set", f"{VARIABLE}={room.number}"),
        action("answer"),
        *_recorded(room, policy.rule(), language),
        action("set", f"conference_max_members={room.max_members}"),
        *([action("set", f"conference_moderator_pin={room.moderator_pin}")] if room.moderator_pin else []),
        *(_told(room, language) if room.announce else []),
        action("conference", f"{room.switch_name}@{profile(language)}+{room.pin}"),
        action("hangup", "NORMAL_CLEARING"),
    )


def profile(language: str) -> str:
    """Its phrases are in the house's language nearest to the tenant's."""
    return f"rooms-{language_of(language)}"


def _recorded(room: Room, rule: Rule, language: str) -> list[Element]:
    """The room's own word, else the tenant's for all talks; who enters is told of it as its callers are."""
    if not (rule.record == ALL if room.record is None else room.record):
        return []
    notice = action("playback", recording_notice(language).played(room.tenant_id))
    path = f"{FOLDER}/{room.tenant_id}/${{uuid}}.wav"
    return [*([notice] if rule.announce else []), action("set", f"conference_auto_record={path}")]


def _told(room: Room, language: str) -> list[Element]:
    sounds = {"enter": "conference-joined", "exit": "conference-left"}
    return [
        action("set", f"conference_{when}_sound={house_prompt(language, name).played(room.tenant_id)}")
        for when, name in sounds.items()
    ]
