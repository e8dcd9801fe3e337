"""The table of star codes, and what all of their extensions have in common."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ...flows.xml import Element, action, dialled, extension, named, when

READY, BUSY, SIGN_OUT, AFTER_CALL = "*41", "*42", "*43", "*44"
SHOW = "*6"
"""Before a number, with a digit: the tenant's number that the called see (``esl.answers.outbound``)."""
TRANSFER, CONSULT, PARK, BACK_TO_MENU = "*1", "*2", "*5", "*7"
"""Pressed during a talk. ``PARK`` is dialled too, with the place behind it: to fetch who waits there."""
PICK_UP = "*8"
"""Alone, or with a colleague's number behind it."""
LISTEN, WHISPER, BARGE, TAKE_OVER, HANG_UP = "*71", "*72", "*73", "*74", "*75"
"""A supervisor's, each with a colleague's number behind it."""
MESSAGES = "*98"
"""Alone for the seat's own voicemail box, or with the number of a box behind it."""

DONE = "tone_stream://%(120,60,660);%(180,0,880)"
"""What a seat hears when a code was taken."""
REFUSED = "tone_stream://%(250,150,400);%(250,0,400)"
"""What it hears when what it pressed in a talk leads nowhere; then the talk goes on."""
DIAL_TONE = "tone_stream://%(10000,0,425)"
PAUSE = 8_000
"""Milliseconds to begin to press, and between two digits half of it."""
PRESSED = "seatyard_pressed"
"""What a seat pressed behind a key of its talk."""


@dataclass
class Codes:
    """Extensions that exactly one text reaches, by that text, and those reached by a pattern."""

    exact: dict[str, Element] = field(default_factory=dict)
    patterns: list[Element] = field(default_factory=list)


def by_a_seat(name: str, expression: str, *actions: Element) -> Element:
    """What a seat reaches by dialling it itself.

    A leg that was transferred has a redirected number (``rdnis``), and one from outside has no seat:
    neither a colleague nor a caller makes a seat dial.
    """
    return extension(f"code-{name}", *own_call(), dialled(expression, *actions))


def own_call() -> tuple[Element, Element]:
    """The conditions for it."""
    return when("rdnis", "^$"), when("${seatyard_seat}", r"^\d+$")


def exactly(code: str) -> str:
    """The expression for a code with nothing behind it."""
    return f"^{re.escape(code)}$"


def confirm() -> list[Element]:
    """Say that it was done, and end the call."""
    return [action("answer"), action("playback", DONE), action("hangup", "NORMAL_CLEARING")]


def asked(name: str, then: str, fewest: int, most: int, domain: str) -> Element:
    """The extension behind a key: digits after a dial tone, ended with # where there may be more of them.

    It goes on at ``<then>-<digits>``; without good ones at ``<then>-``, which ``refused`` takes.
    """
    wanted = rf"^\d{{{fewest},{most}}}$"
    words = f"{fewest} {most} 1 {PAUSE} # {DIAL_TONE} silence_stream://100 {PRESSED} {wanted} {PAUSE // 2}"
    return named(
        name,
        action("set", f"{PRESSED}="),
        action("play_and_get_digits", words),
        action("execute_extension", f"{then}-${{{PRESSED}}} XML {domain}"),
    )


def refused(*names: str) -> Element:
    """Stands behind all that the seat may press: the end of the context would end its talk."""
    return extension("talk-refused", dialled(f"^(?:{'|'.join(names)})-", action("playback", REFUSED)))


def key_of(code: str) -> str:
    """The digit behind the star of a code that is pressed during a talk."""
    return code.removeprefix("*")
