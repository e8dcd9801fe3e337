"""The direction table: who pays for which kind of leg, and by which rates (contracts.md, call_charges)."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum

from seatyard import leg_kinds

from ..engine.parameters import Choice, parameter


class Pays(StrEnum):
    """Who pays for a leg."""

    OUTBOUND = "outbound"
    """The tenant, by the rates of outbound calls and the number called."""
    INBOUND = "inbound"
    """The tenant, by those of inbound calls and the number called (its own)."""
    NOBODY = "nobody"


_ANY = Choice(Pays)
_FREE = Choice(Pays, among=(Pays.NOBODY,))


@dataclass(frozen=True, slots=True)
class DirectionTable:
    """A row for each kind of leg (``seatyard.leg_kinds``).

    As it stands a conversation is charged by its first crossing to a carrier alone: 'never twice for two
    legs of one conversation'. A contract that says otherwise of further crossings names a rate for them.
    """

    inbound: Pays = parameter(_ANY, "A carrier's call that comes in", default=Pays.INBOUND)
    outbound: Pays = parameter(_ANY, "What a seat calls outside", default=Pays.OUTBOUND)
    clicked: Pays = parameter(
        _ANY, "The number that a program asked a seat to dial, whose phone rang first", default=Pays.OUTBOUND
    )
    call_back: Pays = parameter(
        _ANY, "A caller called back, after the seat's phone rang", default=Pays.OUTBOUND
    )
    conference: Pays = parameter(
        _ANY, "Somebody outside whom the switch called into a conference", default=Pays.OUTBOUND
    )
    transferred: Pays = parameter(
        _ANY, "Further: whom a seat calls in a talk, or sends the other side on to", default=Pays.NOBODY
    )
    forwarded: Pays = parameter(
        _ANY, "Further: where a call goes on outside before anybody answers it", default=Pays.NOBODY
    )
    telephone: Pays = parameter(
        _ANY, "Further: the ordinary telephone that a seat is bound to", default=Pays.NOBODY
    )
    joined: Pays = parameter(
        _ANY, "Further: another caller from outside, joined to the call", default=Pays.NOBODY
    )
    internal: Pays = parameter(_FREE, "Legs of seats' phones, and within the switch", default=Pays.NOBODY)

    def of(self, kind: str) -> Pays:
        return Pays(getattr(self, kind))


assert {field.name for field in fields(DirectionTable)} == set(leg_kinds.KINDS)
