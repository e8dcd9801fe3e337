"""A conference and its members, as mod_conference keeps them."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..calls.channel import Channel
from .profile import Profile

KICKED, SENT_OUT = "kicked", "sent out"
"""Why a member is to leave: ``kick`` says so to them first, ``hup`` does not."""


@dataclass(eq=False)
class Member:
    """A leg in a conference."""

    id: int
    channel: Channel
    moderator: bool
    joined: int
    """Microseconds since the epoch."""
    hears: bool = True
    speaks: bool = True
    leaves: str = ""
    """:data:`KICKED` or :data:`SENT_OUT`, once it is told."""


@dataclass(eq=False)
class Conference:
    name: str
    uuid: str
    domain: str
    profile: Profile
    began: int
    max_members: int = 0
    """0: as many as come."""
    auto_record: str = ""
    locked: bool = False
    recording: str = ""
    """The path that is recorded to, while it is."""
    recorder_since: int = 0
    members: list[Member] = field(default_factory=list)
    """In the order in which they came."""
    floor: Member | None = None
    legs: int = 0
    """That are in the application, members or still asked for the PIN: it ends with the last one."""

    def member(self, id: int) -> Member | None:
        return next((one for one in self.members if one.id == id), None)
