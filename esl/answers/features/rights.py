"""Who may send a call out of the house: the seat that dials, or the seat that moves a leg.

``seatyard_outbound`` is a seat's own right, from its directory entry. ``seatyard_sends_out`` is the
right of whom a leg talks with (``joined``). A leg that was transferred (it has a redirected number) goes
by the second alone, so that nobody gets outside by moving others. A leg that was called out to a
carrier has no right of the kind: it is never moved outside again. A seat's leg that was asked to dial
(``esl.dialling``) looks like one that was transferred: it is lent its own right, which its call takes back.
"""

from __future__ import annotations

from ...flows.xml import Element, action, when

OWN = "seatyard_outbound"
LENT = "seatyard_sends_out"


NOT_TAKEN_OVER = ("intercept_unbridged_only", "intercept_unanswered_only")
"""Of a seat's calls, so that an INVITE with Replaces (RFC 3891), which goes by no dialplan, takes no talk
over: FreeSWITCH asks only whether its Call-ID is known. What may intercept says so itself."""


def lend() -> Element:
    """Give the right of the seat that dials to the colleague's leg that it calls."""
    return action("export", f"nolocal:{LENT}=${{{OWN}}}")


def take_back() -> Element:
    return action("set", f"{LENT}=false")


def may_not_go_out() -> Element:
    """The condition of the refusal. The redirected number stands last: whoever dialled wrote it."""
    return when(f"${{{OWN}}}|${{{LENT}}}|${{rdnis}}", r"^(?!true\|[^|]*\|$|[^|]*\|true\|.)")
