"""A caller profile: who calls whom, where in the dialplan, and when what happened."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from ..eventsocket.encoding import Headers

_TEXTS = (
    ("Username", "username"),
    ("Dialplan", "dialplan"),
    ("Caller-ID-Name", "caller_id_name"),
    ("Caller-ID-Number", "caller_id_number"),
    ("Orig-Caller-ID-Name", "orig_caller_id_name"),
    ("Orig-Caller-ID-Number", "orig_caller_id_number"),
    ("Callee-ID-Name", "callee_id_name"),
    ("Callee-ID-Number", "callee_id_number"),
    ("Network-Addr", "network_addr"),
    ("ANI", "ani"),
    ("Destination-Number", "destination_number"),
    ("Unique-ID", "uuid"),
    ("Source", "source"),
    ("Transfer-Source", "transfer_source"),
    ("Context", "context"),
    ("RDNIS", "rdnis"),
    ("Channel-Name", "chan_name"),
)
_TIMES = (
    ("Profile-Created-Time", "profile_created"),
    ("Channel-Created-Time", "created"),
    ("Channel-Answered-Time", "answered"),
    ("Channel-Progress-Time", "progress"),
    ("Channel-Progress-Media-Time", "progress_media"),
    ("Channel-Hangup-Time", "hungup"),
    ("Channel-Transfer-Time", "transferred"),
    ("Channel-Resurrect-Time", "resurrected"),
    ("Channel-Bridged-Time", "bridged"),
    ("Channel-Last-Hold", "last_hold"),
    ("Channel-Hold-Accum", "hold_accum"),
)
_CDR_TEXTS = (
    "username",
    "dialplan",
    "caller_id_name",
    "ani",
    "aniii",
    "caller_id_number",
    "network_addr",
    "rdnis",
    "destination_number",
    "uuid",
    "source",
    "context",
    "chan_name",
)
_CDR_TIMES = (
    ("created_time", "created"),
    ("profile_created_time", "profile_created"),
    ("progress_time", "progress"),
    ("progress_media_time", "progress_media"),
    ("answered_time", "answered"),
    ("bridged_time", "bridged"),
    ("last_hold_time", "last_hold"),
    ("hold_accum_time", "hold_accum"),
    ("hangup_time", "hungup"),
    ("resurrect_time", "resurrected"),
    ("transfer_time", "transferred"),
)


@dataclass
class Times:
    """A channel's timetable in microseconds; 0 means that it never happened."""

    created: int = 0
    profile_created: int = 0
    progress: int = 0
    progress_media: int = 0
    answered: int = 0
    bridged: int = 0
    last_hold: int = 0
    hold_accum: int = 0
    hungup: int = 0
    resurrected: int = 0
    transferred: int = 0


@dataclass
class Profile:
    """One caller profile of a channel; a transfer makes a new one (callflow, newest first)."""

    uuid: str
    destination_number: str
    context: str
    chan_name: str
    username: str = ""
    dialplan: str = ""
    caller_id_name: str = ""
    caller_id_number: str = ""
    orig_caller_id_name: str = ""
    orig_caller_id_number: str = ""
    callee_id_name: str = ""
    callee_id_number: str = ""
    network_addr: str = ""
    ani: str = ""
    aniii: str = ""
    rdnis: str = ""
    source: str = "mod_sofia"
    transfer_source: str = ""
    direction: str = "inbound"
    index: int | None = 1
    times: Times = field(default_factory=Times)
    extension: tuple[str, str, list[tuple[str, str]]] | None = None
    """Its name, the number dialled, and the applications gathered by the walk."""
    executed: int = 0
    """How many of those applications have begun."""
    originators: list[Profile] = field(default_factory=list)
    originatees: list[Profile] = field(default_factory=list)

    def clone(self, timed: bool) -> Profile:
        """As another channel sees it (Other-Leg): with its times of now, or all 0."""
        times = replace(self.times) if timed else Times()
        bare: dict[str, Any] = {"extension": None, "originators": [], "originatees": []}
        return replace(self, index=None, times=times, transfer_source="", **bare)

    def headers(self, prefix: str, logical_direction: str | None = None) -> Headers:
        """``<prefix>-…`` in the order of ``switch_caller_profile_event_set_data``."""
        built: Headers = {
            f"{prefix}-Direction": self.direction,
            f"{prefix}-Logical-Direction": logical_direction or self.direction,
        }
        for name, attribute in _TEXTS:
            value = getattr(self, attribute)
            if value:
                built[f"{prefix}-{name}"] = value
        if self.index is not None:
            built[f"{prefix}-Profile-Index"] = str(self.index)
        times = self.times
        for name, attribute in _TIMES:
            built[f"{prefix}-{name}"] = str(getattr(times, attribute))
        built[f"{prefix}-Screen-Bit"] = "true"
        built[f"{prefix}-Privacy-Hide-Name"] = "false"
        built[f"{prefix}-Privacy-Hide-Number"] = "false"
        return built

    def cdr(self) -> dict[str, Any]:
        """The ``caller_profile`` of a call record."""
        return {name: getattr(self, name) for name in _CDR_TEXTS}

    def cdr_times(self) -> dict[str, str]:
        """The ``times`` of a call record."""
        return {name: str(getattr(self.times, attribute)) for name, attribute in _CDR_TIMES}
