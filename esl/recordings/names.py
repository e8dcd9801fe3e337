"""What a recording is called where people meet it as a file."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

from ..models import Conversation
from .models import VOICEMAIL, Recording

_LONGEST = 32
_UNUSUAL = re.compile(r"[^A-Za-z0-9+@.-]+")


def file_name(recording: Recording, call: Conversation | None, zone: str) -> str:
    """``20260302-100005_inbound_+8613800138000_+861088880001_6a3f1f0a.wav``: local time, kind, parties, id.

    The names of the parties come from the line, so anything unusual in them becomes ``-``.
    """
    moment = recording.started_at.astimezone(ZoneInfo(zone))
    if recording.kind == VOICEMAIL:
        parts = [VOICEMAIL, call.caller if call else "", recording.mailbox or ""]
    else:
        parts = [call.direction, call.caller, call.callee] if call else [recording.kind]
    told = [f"{moment:%Y%m%d-%H%M%S}", *(_plain(part) for part in parts), recording.id[:8]]
    return "_".join(part for part in told if part) + ".wav"


def _plain(text: str) -> str:
    return _UNUSUAL.sub("-", text)[:_LONGEST].strip(".")
