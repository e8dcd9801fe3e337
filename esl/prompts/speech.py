"""The small interface behind which a text becomes a voice, and the choice of who speaks.

An engine's module is loaded when it is first needed: a command that speaks nothing does not wait
for dictionaries.
"""

from __future__ import annotations

import shutil
from functools import cache
from importlib import import_module
from typing import Protocol

from flask import current_app

from seatyard.app import settings_of
from seatyard.errors import InvalidInput

NONE = "none"
ENGINES = {"espeak-ng": "esl.prompts.espeak"}
"""The program that an engine needs, by which it is also called, and the module that drives it."""


class Engine(Protocol):
    voice: str
    """Which engine, voices and readings: what was spoken by another is spoken anew."""

    def speak(self, text: str, language: str) -> bytes:
        """A WAV file of 8 kHz, one channel, 16 bits.

        ``language`` (zh or en) is for what has no script of its own: digits, mostly. Raises
        Unspeakable or SpeechFailed.
        """


def chosen() -> Engine | None:
    """The engine of the settings; None where it is ``none`` or not installed: then tones are played."""
    return engine(settings_of(current_app._get_current_object()).speech)  # type: ignore[attr-defined]


def can_speak() -> bool:
    """Whether there is an engine, without loading it."""
    return _program(settings_of(current_app._get_current_object()).speech) is not None  # type: ignore[attr-defined]


def engine(name: str) -> Engine | None:
    program = _program(name)
    return _made(name, program) if program else None


def _program(name: str) -> str | None:
    if name != NONE and name not in ENGINES:
        allowed = ", ".join((*ENGINES, NONE))
        raise InvalidInput(f"no such engine: {name}", where="SEATYARD_SPEECH", allowed=allowed)
    return shutil.which(name) if name != NONE else None


@cache
def _made(name: str, program: str) -> Engine:
    made: Engine = import_module(ENGINES[name]).Engine(program)
    return made
