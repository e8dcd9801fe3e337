"""All conferences of the switch: who comes, who goes, what is said of it (``conference::maintenance``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..calls.channel import Channel
from ..calls.lifecycle import POLL
from ..eventsocket.encoding import Headers
from .model import Conference, Member
from .profile import Profile

if TYPE_CHECKING:
    from ..switch import Switch

MAINTENANCE = "conference::maintenance"


class Conferences:
    def __init__(self, switch: Switch) -> None:
        self._switch = switch
        self._all: dict[str, Conference] = {}
        self._ids = 0

    def find(self, name: str) -> Conference | None:
        return self._all.get(name)

    def all(self) -> list[Conference]:
        return list(self._all.values())

    def create(self, name: str, profile: Profile, opener: Channel) -> Conference:
        """Takes from the leg that opens it how many may come and whether it is recorded."""
        most = opener.get("conference_max_members") or ""
        conference = Conference(
            name,
            self._switch.chance.uuid(opener.uuid, "conference", len(opener.app_log)),
            self._switch.globals.get("domain", ""),
            profile,
            opener.now,
            max_members=int(most) if most.isdigit() and most != "1" else 0,
            auto_record=opener.get("conference_auto_record") or "",
        )
        self._all[name] = conference
        self.tell(conference, "conference-create")
        return conference

    def add(self, conference: Conference, channel: Channel, moderator: bool) -> Member:
        self._ids += 1
        member = Member(self._ids, channel, moderator, channel.now)
        conference.members.append(member)
        channel.variables.update(
            conference_name=conference.name,
            conference_member_id=str(member.id),
            conference_moderator="true" if moderator else "false",
            conference_ghost="false",
            conference_uuid=conference.uuid,
        )
        if conference.recording:
            channel.variables["conference_recording"] = conference.recording
        self.tell(conference, "add-member", member)
        self._switch.kernel.after(POLL, lambda: self._settle(conference))
        return member

    def remove(self, conference: Conference, member: Member) -> None:
        conference.members.remove(member)
        if conference.floor is member:
            conference.floor = None
            self._tell(conference, {"Action": "floor-change", "Old-ID": "none", "New-ID": "none"}, "floor")
        self.tell(conference, "del-member", member)
        if conference.members:
            self._switch.kernel.after(POLL, lambda: self._settle(conference))

    def leave(self, conference: Conference) -> None:
        """A leg's application is over; the last one ends the conference."""
        conference.legs -= 1
        if not conference.legs:
            del self._all[conference.name]
            self.stop_recording(conference)
            self.tell(conference, "conference-destroy")

    def start_recording(self, conference: Conference, path: str) -> None:
        """The recorder counts as a member."""
        self._ids += 1
        conference.recording, conference.recorder_since = path, self._switch.clock.now
        for member in conference.members:
            member.channel.variables["conference_recording"] = path
        self._tell(conference, {"Action": "start-recording", "Path": path}, "start-recording")

    def stop_recording(self, conference: Conference) -> None:
        path, conference.recording = conference.recording, ""
        if not path:
            return
        length = self._switch.clock.now - conference.recorder_since
        about: Headers = {
            "Action": "stop-recording",
            "Path": path,
            "Other-Recordings": "false",
            "Samples-Out": str(length // 125),
            "Samplerate": "8000",
            "Milliseconds-Elapsed": str(length // 1000),
        }
        self._tell(conference, about, "stop-recording")

    def tell(self, conference: Conference, action: str, member: Member | None = None) -> None:
        about = self._about_member(conference, member) if member else {}
        self._tell(conference, {**about, "Action": action}, action)

    def _settle(self, conference: Conference) -> None:
        """What the conference's own thread does a moment later: give the floor to somebody, record."""
        if not conference.members:
            return
        if conference.floor is None:
            conference.floor = first = conference.members[0]
            about = self._about_member(conference, first)
            changed: Headers = {"Action": "floor-change", "Old-ID": "none", **about, "New-ID": str(first.id)}
            self._tell(conference, changed, "floor")
        if conference.auto_record and not conference.recording:
            self.start_recording(conference, conference.auto_record)

    def _tell(self, conference: Conference, about: Headers, source: str) -> None:
        def headers() -> Headers:
            return {
                "Conference-Name": conference.name,
                "Conference-Domain": conference.domain,
                "Conference-Size": str(len(conference.members)),
                "Conference-Ghosts": "0",
                "Conference-Profile-Name": conference.profile.name,
                "Conference-Unique-ID": conference.uuid,
                **about,
            }

        self._switch.bus.custom(MAINTENANCE, headers, f"conference {source}")

    def _about_member(self, conference: Conference, member: Member) -> Headers:
        """``conference_member_add_event_data``: the channel's own data, without its variables."""
        return {
            "Floor": _word(conference.floor is member),
            **member.channel.headers("CHANNEL_STATE"),
            "Video": "false",
            "Hear": _word(member.hears),
            "See": "true",
            "Speak": _word(member.speaks),
            "Talking": "false",
            "Mute-Detect": "false",
            "Hold": "false",
            "Member-ID": str(member.id),
            "Member-Type": "moderator" if member.moderator else "member",
            "Member-Ghost": "false",
            "Energy-Level": conference.profile.settings.get("energy-level", "100"),
            "Current-Energy": "0",
        }


def _word(value: bool) -> str:
    return "true" if value else "false"
