"""Who is in a tenant's rooms now, and what may be done to them: asked of and done on its home node."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from seatyard.db import db
from seatyard.errors import Conflict, InvalidInput, NotFound
from tenants.directory import find

from ..provisioning.service import home
from ..session import Link
from ..session.nodes import address_of
from .rooms import Room, rooms_of

TO_A_MEMBER = {"mute": "mute", "unmute": "unmute", "kick": "kick"}
TO_THE_ROOM = {"lock": "lock", "unlock": "unlock"}
NOBODY = "not found"
"""What the switch says of a room in which nobody is."""


@dataclass(frozen=True)
class Member:
    id: int
    """Of the switch, while it is in the room."""
    number: str
    name: str
    seconds: int
    """In the room."""
    moderator: bool
    muted: bool


@dataclass(frozen=True)
class Live:
    """A room and who is in it."""

    number: str
    name: str
    max_members: int
    locked: bool
    recording: bool
    members: list[Member]


def rooms(tenant: str) -> list[Live]:
    """All rooms of the tenant, by number, also the empty ones."""
    known, address = _rooms(tenant), address_of(home(tenant))
    db.session.rollback()  # the node may take its time: hold nothing meanwhile
    with Link(address) as link:
        return [_live(link, room) for room in known.values()]


def do(what: str, tenant: str, number: str, member: int | None = None) -> None:
    """``mute``, ``unmute`` or ``kick`` a member; ``lock`` or ``unlock`` the room."""
    room = _rooms(tenant).get(number)
    if room is None:
        raise NotFound(f"no conference {number} of {tenant}")
    if what in TO_A_MEMBER and member is None:
        raise InvalidInput("which member?", where="MEMBER", allowed="see `conference list`")
    word = TO_A_MEMBER.get(what) or TO_THE_ROOM[what]
    whom = f" {member}" if what in TO_A_MEMBER else ""
    address = address_of(home(tenant))
    db.session.rollback()
    with Link(address) as link:
        reply = link.bgapi(f"conference {room.switch_name} {word}{whom}").text.strip()
    if not reply.startswith(("OK", "+OK")):
        raise Conflict(f"the switch answered {reply!r}", where=f"conference {number}")


def _rooms(tenant: str) -> dict[str, Room]:
    found = find(tenant)
    if found is None:
        raise NotFound(f"no tenant {tenant}")
    return rooms_of(found.id, found.policies)


def _live(link: Link, room: Room) -> Live:
    text = link.bgapi(f"conference {room.switch_name} json_list").text
    state: dict[str, Any] = {}
    if text.startswith("["):  # callers' own names stand in it, so its words are no sign
        state = json.loads(text)[0]
    elif NOBODY not in text:
        raise Conflict(f"the switch answered {text.strip()!r}", where=f"conference {room.number}")
    members = [_member(one) for one in state.get("members", ()) if one.get("type") == "caller"]
    return Live(
        number=room.number,
        name=room.name,
        max_members=room.max_members,
        locked=bool(state.get("locked")),
        recording=bool(state.get("recording")),
        members=members,
    )


def _member(one: dict[str, Any]) -> Member:
    flags = one["flags"]
    return Member(
        id=int(one["id"]),
        number=str(one["caller_id_number"]),
        name=str(one["caller_id_name"]),
        seconds=int(one["join_time"]),
        moderator=bool(flags["is_moderator"]),
        muted=not flags["can_speak"],
    )
