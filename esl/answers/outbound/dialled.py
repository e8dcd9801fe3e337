"""What was dialled, in E.164: +86…, 0086…, or as people dial at home.

Nothing but digits gets past here: a destination is a caller's text, and the switch expands what it sets.
"""

from __future__ import annotations

from ...carriers.formats import NATIONAL, to_e164
from ...flows.xml import Element, extension, inline, stopping
from .variables import DIALLED, TO


def dialled_extensions(home: int) -> list[Element]:
    """Set DIALLED and TO; both are unset when it is no number."""
    none = stopping("destination_number", "^", inline(DIALLED, ""))
    number = stopping("destination_number", r"^(\+?\d{3,18})$", inline(DIALLED, "$1"))
    forms = [
        stopping(f"${{{DIALLED}}}", expression, inline(TO, made))
        for expression, made in to_e164(NATIONAL, home)
    ]
    nowhere = stopping("destination_number", "^", inline(TO, ""))
    return [
        extension("outbound-dialled", number, none, goes_on=True),
        extension("outbound-number", *forms, nowhere, goes_on=True),
    ]
