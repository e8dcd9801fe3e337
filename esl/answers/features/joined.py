"""What the switch notes when a leg is joined to another: with whose right it talks, and where a seat is.

A call's own leg, a caller's or a dialling seat's, carries two API commands that run whenever it is joined
to somebody: answered, picked up, transferred, taken over. So nothing here needs Seatyard.
"""

from __future__ import annotations

from ...flows.xml import Element, action
from .rights import LENT, OWN

NUMBER = "seatyard_number"
"""On a seat's legs: its number."""
TALKS = "seatyard_talks"
"""The realm of the switch's memory: ``<number>@<domain>`` to the leg that the seat talks on."""
HERE = "${domain_name}"
"""The domain of the tenant whose call it is: a variable of seats' entries and of DIDs."""


def look_after() -> list[Element]:
    """For the leg that a call begins with, before it rings anybody."""
    partner = _later("bridge_to")
    theirs = _later(f"uuid_getvar({partner} {OWN})")
    number = _later(f"uuid_getvar({partner} {NUMBER})")
    return [
        action("set", f"api_before_bridge_right=uuid_setvar {_later('uuid')} {LENT} {theirs}"),
        action("set", f"api_before_bridge_talk=hash insert/{TALKS}/{number}@{HERE}/{partner}"),
    ]


def is_here() -> Element:
    """Note the leg of the seat that dials."""
    return action("hash", f"insert/{TALKS}/${{{NUMBER}}}@{HERE}/${{uuid}}")


def leg_of(number: str, domain: str) -> str:
    """The leg on which a seat talked last; it may be over."""
    return f"${{hash(select/{TALKS}/{number}@{domain})}}"


def _later(name: str) -> str:
    """A variable that is worked out when the legs are joined: the text is read twice before that."""
    return rf"\\\${{{name}}}"
