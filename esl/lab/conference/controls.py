"""What is done to members and to a conference, by command or by a member's own keys."""

from __future__ import annotations

from .conferences import Conferences
from .model import KICKED, SENT_OUT, Conference, Member


def pressed(conferences: Conferences, conference: Conference, member: Member, key: str) -> None:
    """A member's key, as its profile has it (``caller-controls``)."""
    action = conference.profile.action(key, member.moderator)
    if action == "mute":
        (mute if member.speaks else unmute)(conferences, conference, member)
    elif action == "lock":
        lock(conferences, conference, not conference.locked)
    elif action == "hangup":
        hup(conferences, conference, member)


def mute(conferences: Conferences, conference: Conference, member: Member) -> None:
    member.speaks = False
    conferences.tell(conference, "mute-member", member)


def unmute(conferences: Conferences, conference: Conference, member: Member) -> None:
    member.speaks = True
    conferences.tell(conference, "unmute-member", member)


def kick(conferences: Conferences, conference: Conference, member: Member) -> None:
    _send_out(member, KICKED)
    conferences.tell(conference, "kick-member", member)


def hup(conferences: Conferences, conference: Conference, member: Member) -> None:
    _send_out(member, SENT_OUT)
    conferences.tell(conference, "hup-member", member)


def lock(conferences: Conferences, conference: Conference, locked: bool) -> None:
    conference.locked = locked
    conferences.tell(conference, "lock" if locked else "unlock")


def _send_out(member: Member, why: str) -> None:
    member.leaves = why
    member.channel.interrupt(why)
