"""Supervisors: listen to a colleague's talk, whisper to them, barge in, take the caller over, end it.

Only for seats that are supervisors, only within the tenant, and announced to nobody. What was done
stands in the call's record as ``seatyard_supervises`` (``esl.seats.supervising`` keeps it).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from tenants.models import Seat, Tenant

from ...flows.xml import Element, action, dialled, extension, when
from ...seats.notes import SUPERVISES
from . import codes as table
from . import rights
from .codes import Codes, confirm, own_call
from .joined import leg_of

SUPERVISOR = "seatyard_supervisor"
EVENT = "seatyard::supervision"

LISTEN, WHISPER, BARGE, TAKE_OVER, HANG_UP = "listen", "whisper", "barge", "takeover", "hangup"
CODES = {
    LISTEN: table.LISTEN,
    WHISPER: table.WHISPER,
    BARGE: table.BARGE,
    TAKE_OVER: table.TAKE_OVER,
    HANG_UP: table.HANG_UP,
}
TO_THE_SEAT = {"eavesdrop_whisper_bleg": "true"}
TO_THE_CALLER = {"eavesdrop_whisper_aleg": "true"}
"""Who hears the supervisor: what is written to the seat's leg, and what is read from it."""


@dataclass(frozen=True)
class Way:
    """How a supervisor gets into a talk: an application that takes the seat's leg."""

    application: str
    variables: Mapping[str, str]

    def argument(self, leg: str) -> str:
        return f"-bleg {leg}" if self.application == "intercept" else leg


def ways(domain: str) -> dict[str, Way]:
    """Nobody hears that somebody joins, keys change nothing, and no leg of another tenant is found."""
    quietly = {"eavesdrop_require_group": domain, "eavesdrop_enable_dtmf": "false"}
    return {
        LISTEN: Way("eavesdrop", quietly),
        WHISPER: Way("eavesdrop", quietly | TO_THE_SEAT),
        BARGE: Way("eavesdrop", quietly | TO_THE_SEAT | TO_THE_CALLER),
        TAKE_OVER: Way("intercept", dict.fromkeys(rights.NOT_TAKEN_OVER, "false")),
    }


def codes(tenant: Tenant) -> Codes:
    leg = leg_of("$1", tenant.domain)
    end = [action("set", f"seatyard_told=${{uuid_kill({leg})}}"), *confirm()]
    made = [_by_a_supervisor(kind, *_joining(way, leg)) for kind, way in ways(tenant.domain).items()]
    return Codes({}, [*made, _by_a_supervisor(HANG_UP, *end)])


def legs(seat: Seat) -> dict[str, str]:
    """A seat's legs can be listened to by its own tenant alone."""
    return {"eavesdrop_group": seat.tenant.domain} | ({SUPERVISOR: "true"} if seat.supervisor else {})


def _joining(way: Way, leg: str) -> list[Element]:
    given = [action("set", f"{name}={value}") for name, value in way.variables.items()]
    ended = action("playback", table.REFUSED)
    return [action("answer"), *given, action(way.application, way.argument(leg)), ended]


def _by_a_supervisor(kind: str, *actions: Element) -> Element:
    return extension(
        f"code-{kind}",
        *own_call(),
        when(f"${{{SUPERVISOR}}}", "^true$"),
        dialled(
            rf"^{re.escape(CODES[kind])}(\d{{2,6}})$",
            action("set", f"{SUPERVISES}={kind}:$1"),
            action("event", f"Event-Name=CUSTOM,Event-Subclass={EVENT}"),
            *actions,
        ),
    )
