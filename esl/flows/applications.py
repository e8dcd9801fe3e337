"""Runs of the switch's applications that flows, queues and seats share."""

from __future__ import annotations

from .scope import Place, Scope
from .xml import Element, action

DEFAULT_RING = 30
"""Seconds that a seat rings when the flow does not say."""


def ring_seat(seat: Place, ring: int, scope: Scope) -> list[Element]:
    """Ring a seat; a talk ends the call, anything else goes on with the next action."""
    return [
        action("set", f"call_timeout={ring}"),
        action("set", "hangup_after_bridge=true"),
        action("set", "continue_on_fail=true"),
        *recording(scope),
        action("bridge", seat.name),
    ]


def announcing(scope: Scope) -> list[Element]:
    """Say once in a call that it is recorded; afterwards the variable holds but a silence."""
    if scope.notice is None:
        return []
    return [
        action("playback", "${seatyard_notice}"),
        action("set", "seatyard_notice=silence_stream://20"),
    ]


def recording(scope: Scope) -> list[Element]:
    """Record from the moment that two people are connected (not the music before it)."""
    if not scope.recorded:
        return []
    return [
        action("set", "RECORD_BRIDGE_REQ=true"),
        action("record_session", f"${{seatyard_recordings}}/{scope.tenant_id}/${{uuid}}.wav"),
    ]


def leave_message(mailbox: str, scope: Scope) -> list[Element]:
    return [
        action("answer"),
        action("voicemail", f"default {scope.context} {mailbox}"),
        action("hangup", "NORMAL_CLEARING"),
    ]
