"""The table of star codes, and what all of their extensions have in common."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ...flows.xml import Element, action, dialled, extension, when

READY, BUSY, SIGN_OUT, AFTER_CALL = "*41", "*42", "*43", "*44"
SHOW = "*6"
"""Before a number, with a digit: the tenant's number that the called see (``esl.answers.outbound``)."""

DONE = "tone_stream://%(120,60,660);%(180,0,880)"
"""What a seat hears when a code was taken."""


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
    own = (when("rdnis", "^$"), when("${seatyard_seat}", r"^\d+$"))
    return extension(f"code-{name}", *own, dialled(expression, *actions))


def exactly(code: str) -> str:
    """The expression for a code with nothing behind it."""
    return f"^{re.escape(code)}$"


def confirm() -> list[Element]:
    """Say that it was done, and end the call."""
    return [action("answer"), action("playback", DONE), action("hangup", "NORMAL_CLEARING")]
