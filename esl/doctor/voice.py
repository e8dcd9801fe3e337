"""Who speaks the prompts that are texts."""

from __future__ import annotations

from collections.abc import Iterator

from flask import current_app

from seatyard.app import settings_of
from seatyard.doctor import Told, ok, warning

from ..prompts import speech


def check() -> Iterator[Told]:
    wanted = settings_of(current_app).speech
    if wanted == speech.NONE:
        yield ok("voice", "none, as the settings say: prompts without a recording are tones")
    elif speech.can_speak():
        yield ok("voice", wanted)
    else:
        yield warning("voice", f"{wanted} is not installed: callers hear tones", f"apt-get install {wanted}")
