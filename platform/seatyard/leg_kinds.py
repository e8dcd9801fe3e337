"""The rows of a contract's direction table: what part a leg has in its conversation. Words alone.

A crossing is a leg over the boundary to a carrier. The first one that was answered makes the call what it is;
whatever crosses again in the same conversation is a further one.
"""

from __future__ import annotations

INBOUND = "inbound"
"""A carrier's call that came in."""
OUTBOUND = "outbound"
"""What a seat called: a number, or a colleague's ordinary telephone."""
CLICKED = "clicked"
"""The number that a seat was asked to dial by a program; its phone rang first."""
CALL_BACK = "call_back"
"""The caller who asked to be called back; the seat's phone rang first."""
CONFERENCE = "conference"
"""Somebody whom the switch itself called into a conference."""
FIRST = (INBOUND, OUTBOUND, CLICKED, CALL_BACK, CONFERENCE)

TRANSFERRED = "transferred"
"""Whom a seat in a talk called or sent the other side on to: blind, attended, as a third party."""
FORWARDED = "forwarded"
"""Where a call went outside before anybody had answered it: a phone's diversion."""
TELEPHONE = "telephone"
"""The ordinary telephone of a seat that was rung."""
JOINED = "joined"
"""Another caller who came in by a carrier, and was joined to the conversation."""
FURTHER = (TRANSFERRED, FORWARDED, TELEPHONE, JOINED)

INTERNAL = "internal"
"""A leg to or from a seat's phone, and a loopback within the switch: no carrier bills it."""
KINDS = (*FIRST, *FURTHER, INTERNAL)

LOST = "LOSE_RACE"
"""The cause of a leg whose fork another one won, also where both were answered at once: never charged."""
