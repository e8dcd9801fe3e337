"""What was dialled, in E.164: +86…, 0086…, or as at home; maybe after the code of a number to show.

Nothing but digits gets past here: a destination is a caller's text, and the switch expands what it sets.
"""

from __future__ import annotations

import re

from ...carriers.formats import NATIONAL, to_e164
from ...flows.xml import Element, extension, inline, stopping
from ..features.codes import SHOW
from .variables import CHOSEN, DIALLED, TO

NUMBER = r"(\+?\d{3,18})"
SHOWING = rf"{re.escape(SHOW)}([1-9])"
"""What is dialled before a number, to show another one than usual."""


def dialled_extensions(home: int) -> list[Element]:
    """Set CHOSEN, DIALLED and TO; all are unset when it is no number."""
    nothing = inline(CHOSEN, "")
    showing = stopping(
        "destination_number", f"^{SHOWING}{NUMBER}$", inline(CHOSEN, "$1"), inline(DIALLED, "$2")
    )
    number = stopping("destination_number", f"^{NUMBER}$", nothing, inline(DIALLED, "$1"))
    none = stopping("destination_number", "^", inline(CHOSEN, ""), inline(DIALLED, ""))
    forms = [
        stopping(f"${{{DIALLED}}}", expression, inline(TO, made))
        for expression, made in to_e164(NATIONAL, home)
    ]
    nowhere = stopping("destination_number", "^", inline(TO, ""))
    return [
        extension("outbound-dialled", showing, number, none, goes_on=True),
        extension("outbound-number", *forms, nowhere, goes_on=True),
    ]
