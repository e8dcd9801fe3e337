"""Runs of the switch's applications that flows, queues and seats share."""

from __future__ import annotations

from ..prompts.house import language_of
from .prompts import RING_BACK
from .scope import Place, Scope
from .xml import Element, action

DEFAULT_RING = 30
"""Seconds that a seat rings when the flow does not say."""

RINGING = "seatyard_ringing"
"""The realm of the switch's memory in which the leg that rings a seat is noted."""
JOINING = "500"
"""Milliseconds in which a seat that hangs up after a consultation hands its caller over: the switch joins
the two by itself, if the caller is still there."""


def ring_seat(seat: Place, ring: int) -> list[Element]:
    """Ring a seat; a talk ends the call, anything else goes on with the next action."""
    return [
        action("set", f"call_timeout={ring}"),
        action("set", f"transfer_ringback={RING_BACK}"),
        action("set", "hangup_after_bridge=true"),
        action("set", "continue_on_fail=true"),
        *(action("hash", f"insert/{RINGING}/{key}/${{uuid}}") for key in seat.notes),
        action("bridge", seat.name),
        action("sleep", JOINING),
        *(action("hash", f"delete_ifmatch/{RINGING}/{key}/${{uuid}}") for key in seat.notes),
    ]


def unanswered(seat: Place, scope: Scope) -> list[Element]:
    """After a seat did not answer, was busy or has no phone: its box, if it has one; else the end."""
    return leave_message(seat.mailbox, scope) if seat.messages else [action("hangup", "NO_ANSWER")]


def leave_message(mailbox: str, scope: Scope) -> list[Element]:
    """The message's file is named after the channel, which is how it is known to be of this call.

    What the caller hears is in the house's language nearest to the tenant's (``freeswitch-conf/lang``).
    """
    return [
        action("answer"),
        action("set", "vm_message_ext=${uuid}.wav"),
        action("set", f"default_language={language_of(scope.language)}"),
        action("set", "skip_record_urgent_check=true"),
        action(
            "set",
            f"voicemail_greeting_path=${{storage_dir}}/greeting-{mailbox}@{scope.context}.wav",
        ),
        action("voicemail", f"default {scope.context} {mailbox}"),
        action("hangup", "NORMAL_CLEARING"),
    ]
