"""A conference as ``list`` and ``json_list`` show it: same keys, same order, the newest member first."""

from __future__ import annotations

from typing import Any

from ..clock import SECOND
from .model import Conference, Member

_NOBODY_KNOWS = {"hold": False, "mute_detect": False}
_NO_VIDEO = {"has_video": False, "video_bridge": False}
_NOT_SET = {"end_conference": False, "mandatory_member_end_conference": False, "pass_digits": False}


def lines(conference: Conference) -> str:
    return "".join(f"{_line(conference, member)}\n" for member in reversed(conference.members))


def summary(conference: Conference) -> str:
    """The line above its members in the list of all conferences."""
    many = len(conference.members)
    flags = ["running", "answered", "enforce_min", "dynamic", "exit_sound", "enter_sound"]
    flags += ["recording"] if conference.recording else []
    locked = " locked" if conference.locked else ""
    return (
        f"+OK Conference {conference.name} ({many} member{'' if many == 1 else 's'} rate: 8000{locked}"
        f" flags: {'|'.join([*flags, 'json_status'])})\n"
    )


def document(conference: Conference, now: int) -> dict[str, Any]:
    members: list[dict[str, Any]] = [
        _member(conference, member, now) for member in reversed(conference.members)
    ]
    if conference.recording:
        since = conference.recorder_since // SECOND
        recorder = {"type": "recording_node", "record_path": conference.recording, "join_time": since}
        members.insert(max(0, len(members) - 1), recorder)
    most = {"max_members": conference.max_members} if conference.max_members else {}
    return {
        "conference_name": conference.name,
        "member_count": len(conference.members),
        "ghost_count": 0,
        "rate": 8000,
        "run_time": (now - conference.began) // SECOND,
        "conference_uuid": conference.uuid,
        "canvas_count": 0,
        "max_bw_in": 0,
        "force_bw_in": 0,
        "video_floor_packets": 0,
        "locked": conference.locked,
        "destruct": False,
        "wait_mod": False,
        "audio_always": False,
        "running": True,
        "answered": True,
        "enforce_min": True,
        "bridge_to": False,
        "dynamic": True,
        "exit_sound": True,
        "enter_sound": True,
        "recording": bool(conference.recording),
        "video_bridge": False,
        "video_floor_only": False,
        "video_rfc4579": False,
        **most,
        "variables": {},
        "members": members,
    }


def _line(conference: Conference, member: Member) -> str:
    flags = {
        "hear": member.hears,
        "speak": member.speaks,
        "floor": conference.floor is member,
        "moderator": member.moderator,
    }
    profile, channel = member.channel.profile, member.channel
    who = (str(member.id), channel.name, channel.uuid, profile.caller_id_name, profile.caller_id_number)
    set_flags = "|".join(name for name, value in flags.items() if value)
    energy = conference.profile.settings.get("energy-level", "100")
    return ";".join((*who, set_flags, "0", "0", energy))


def _member(conference: Conference, member: Member, now: int) -> dict[str, Any]:
    profile = member.channel.profile
    flags = {
        "can_hear": member.hears,
        "can_see": True,
        "can_speak": member.speaks,
        **_NOBODY_KNOWS,
        "talking": False,
        **_NO_VIDEO,
        "has_floor": conference.floor is member,
        "is_moderator": member.moderator,
        **_NOT_SET,
    }
    return {
        "type": "caller",
        "id": member.id,
        "flags": flags,
        "uuid": member.channel.uuid,
        "caller_id_name": profile.caller_id_name,
        "caller_id_number": profile.caller_id_number,
        "join_time": (now - member.joined) // SECOND,
        "last_talking": 0,
        "energy": int(conference.profile.settings.get("energy-level", "100")),
        "volume_in": 0,
        "volume_out": 0,
        "output-volume": 0,
        "input-volume": 0,
    }
