"""``conference``: who is in one, and what is done to it and to them; mod_conference's own replies."""

from __future__ import annotations

import json
from collections.abc import Callable

from ..conference import controls, listing
from ..conference.conferences import Conferences
from ..conference.model import Conference, Member
from ..switch import Switch

WHOM = "<[member_id|all|last|non_moderator]>"
WHOM_ELSE = "<[member_id|all]|last|non_moderator>"
USAGE = {
    "mute": f"mute {WHOM_ELSE} [<quiet>]",
    "unmute": f"unmute {WHOM_ELSE} [<quiet>]",
    "kick": f"kick {WHOM} [<optional sound file>]",
    "hup": f"hup {WHOM}",
}
SAID = {"mute": "mute", "unmute": "unmute", "kick": "kicked", "hup": "hup"}
_Doing = Callable[[Conferences, Conference, Member], None]
_TO_MEMBERS: dict[str, _Doing] = {
    "mute": controls.mute,
    "unmute": controls.unmute,
    "kick": controls.kick,
    "hup": controls.hup,
}


def add(switch: Switch) -> None:
    def conference(argument: str) -> str:
        words = argument.split()
        if words[:1] == ["list"]:
            return _all(switch.conferences)
        if words[:1] == ["json_list"]:
            return _json(switch, switch.conferences.all())
        if len(words) < 2:
            return "-USAGE: <conf name> list|json_list|count|mute|unmute|kick|hup|lock|unlock|record\n"
        found = switch.conferences.find(words[0])
        if found is None:
            return f"-ERR Conference {words[0]} not found\n"
        return _of_one(switch, found, words[1], words[2:])

    switch.registry.add("conference", conference)


def _all(conferences: Conferences) -> str:
    found = conferences.all()
    if not found:
        return "+OK No active conferences.\n"
    return "".join(listing.summary(one) + listing.lines(one) for one in found)


def _json(switch: Switch, found: list[Conference]) -> str:
    return json.dumps(
        [listing.document(one, switch.clock.now) for one in found], ensure_ascii=False, indent="\t"
    )


def _of_one(switch: Switch, found: Conference, word: str, rest: list[str]) -> str:
    if word == "count" or (word == "list" and rest[:1] == ["count"]):
        return str(len(found.members))
    if word == "list":
        return listing.lines(found)
    if word == "json_list":
        return _json(switch, [found])
    if word in ("lock", "unlock"):
        controls.lock(switch.conferences, found, word == "lock")
        return f"+OK {found.name} {word}ed\n"
    if word == "record" and rest:
        switch.conferences.start_recording(found, rest[0])
        return f"+OK Record file {rest[0]}\n"
    if word in _TO_MEMBERS:
        return _to_members(switch.conferences, found, word, rest[:1]) if rest else f"{USAGE[word]}\n"
    return f"-ERR Conference command '{word}' not found.\n"


def _to_members(conferences: Conferences, found: Conference, word: str, whom: list[str]) -> str:
    said = []
    for member in reversed(found.members):
        if whom == ["non_moderator"] and member.moderator:
            said.append(f"Skipping moderator (member id {member.id}).\n")
        elif whom in (["all"], ["non_moderator"], [str(member.id)]):
            _TO_MEMBERS[word](conferences, found, member)
            said.append(f"+OK {SAID[word]} {member.id}\n")
    if whom == ["last"] and not found.recording and found.members:
        _TO_MEMBERS[word](conferences, found, found.members[-1])
        said.append(f"+OK {SAID[word]} {found.members[-1].id}\n")
    elif not said and whom[0].isdigit():
        return f"-ERR Non-Existant ID {whom[0]}\n"
    return "".join(said)
