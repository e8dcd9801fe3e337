"""What callers hear: files in the node's prompt folder, one folder a tenant, one the house's.

A prompt is the name of a file that the tenant brings (``closed.wav``) or a text to be spoken
(``{say: 您好}``), whose file is named by the text's hash. How they come about, and to the nodes:
``esl/prompts``.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from seatyard.sentence import sentence

from ..prompts import house, scripts

FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\.wav\Z")
RING_BACK = "%(1000,4000,450)"
"""What a caller hears while it rings, as China's networks sound: who has media already gets it from the
switch, or hears nothing; all others get it from their own side."""
FOLDER = "${seatyard_prompts}"
"""A global variable of the node (vars.xml): its own folder of prompts."""
HOUSE = "house"
"""In place of a tenant's id."""
LONGEST_TEXT = scripts.LONGEST


@dataclass(frozen=True)
class Prompt:
    file: str
    """Its name in the tenant's folder, or in the house's."""
    text: str
    """What it says; empty for a file that the tenant brings."""
    of_house: bool = False
    """Whether it is one of the operator's own, which all tenants share."""

    def played(self, tenant_id: int) -> str:
        """As the argument of a playing application.

        The silence after it keeps a menu listening when the file is missing: an unreadable
        prompt alone ends ``play_and_get_digits`` at once, before any digit.
        """
        owner = HOUSE if self.of_house else tenant_id
        return f"file_string://{FOLDER}/{owner}/{self.file}!silence_stream://100"


def prompt(reference: Any) -> Prompt:
    """Read ``closed.wav`` or ``{"say": TEXT}``; ValueError when it is neither."""
    if isinstance(reference, Mapping) and set(reference) == {"say"} and str(reference["say"]).strip():
        text = str(reference["say"])
        if len(text) > LONGEST_TEXT:
            raise ValueError(
                sentence(
                    "a text of %(long)s characters, more than %(most)s", long=len(text), most=LONGEST_TEXT
                )
            )
        return Prompt(f"{hashlib.sha256(text.encode()).hexdigest()[:16]}.wav", text)
    if isinstance(reference, str) and FILE_NAME.match(reference):
        return Prompt(reference, "")
    text = reference["say"] if isinstance(reference, Mapping) and set(reference) == {"say"} else reference
    if not text or not str(text).strip():
        raise ValueError(sentence("nothing to say"))
    raise ValueError(sentence("neither a file's name nor a text to say"))


def said(reference: Any) -> str:
    """For people: the text, or the file's name."""
    found = prompt(reference)
    return found.text or found.file


def house_prompt(language: str, name: str) -> Prompt:
    """One of the house's own in the tenant's language, English for a language that it does not speak.

    ``name`` is ``digits/1``, ``numbers/12`` or a phrase of ``esl/prompts/house.py``; KeyError for others.
    """
    spoken = house.language_of(language)
    return Prompt(f"{spoken}/{name}.wav", house.text_of(spoken, name), of_house=True)


def house_figure(language: str, figure: str) -> str:
    """One figure of a number as the argument of a playing application; ``figure`` may be ``$1``."""
    return f"{FOLDER}/{HOUSE}/{house.language_of(language)}/digits/{figure}.wav"


def house_row(language: str, *names: str) -> str:
    """Several of the house's in a row, as the argument of a playing application.

    In ``numbers/$1`` the switch puts the number; other names as for :func:`house_prompt`.
    """
    spoken = house.language_of(language)
    for name in names:
        assert "$" in name or house.text_of(spoken, name)
    return "file_string://" + "!".join(f"{FOLDER}/{HOUSE}/{spoken}/{name}.wav" for name in names)


def recording_notice(language: str) -> Prompt:
    """What a caller hears before a recorded talk (the file's ``recordings.announce``)."""
    return house_prompt(language, house.NOTICE)
