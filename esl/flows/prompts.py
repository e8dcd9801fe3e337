"""What callers hear: files in the node's prompt folder, one folder a tenant.

A prompt is the name of a file that the tenant recorded (``closed.wav``) or a text to
be spoken (``{say: 您好}``), whose file is named by the text's hash. Seatyard speaks no
text yet: ``seatyard node conf`` lays a short tone in the place of a recording that is
not there, and says which ones are missing.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\.wav\Z")
FOLDER = "${seatyard_prompts}"
"""A global variable of the node (vars.xml): its own folder of prompts."""

RECORDING_NOTICE = {"zh": "本次通话将被录音。", "en": "This call is recorded."}


@dataclass(frozen=True)
class Prompt:
    file: str
    """Its name in the tenant's folder."""
    text: str
    """What it says; empty for a file that the tenant recorded."""

    def played(self, tenant_id: int) -> str:
        """As the argument of a playing application.

        The silence after it keeps a menu listening when the file is missing: an unreadable
        prompt alone ends ``play_and_get_digits`` at once, before any digit.
        """
        return f"file_string://{FOLDER}/{tenant_id}/{self.file}!silence_stream://100"


def prompt(reference: Any) -> Prompt:
    """Read ``closed.wav`` or ``{"say": TEXT}``; ValueError when it is neither."""
    if isinstance(reference, Mapping) and set(reference) == {"say"} and str(reference["say"]).strip():
        text = str(reference["say"])
        return Prompt(f"{hashlib.sha256(text.encode()).hexdigest()[:16]}.wav", text)
    if isinstance(reference, str) and FILE_NAME.match(reference):
        return Prompt(reference, "")
    raise ValueError("neither a file's name nor a text to say")


def said(reference: Any) -> str:
    """For people: the text, or the file's name."""
    found = prompt(reference)
    return found.text or found.file


def recording_notice(language: str) -> Prompt:
    """What a caller hears before a recorded talk (the file's ``recordings.announce``)."""
    return prompt({"say": RECORDING_NOTICE.get(language, RECORDING_NOTICE["en"])})
