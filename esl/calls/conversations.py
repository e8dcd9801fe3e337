"""Legs of one call to one conversation: what the people on the line would call a call. Pure.

The same legs give the same conversation, in whatever order they were recorded, posted or read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..models import ABANDONED, ANSWERED, FAILED, INBOUND, INTERNAL, OUTBOUND, SELF_SERVICE
from .crossings import Crossings
from .e164 import e164
from .legs import AGENT, CARRIER, MEMBER, SEAT, SWITCH, LegFacts
from .owners import Directory


@dataclass(frozen=True, slots=True)
class ConversationFacts:
    """Moments are microseconds since 1970; 0 or None for what never happened."""

    id: str
    node_id: int
    direction: str
    caller: str
    callee: str
    did: str | None
    outcome: str
    cause: str
    queue_id: int | None
    seat_id: int | None
    paid_uuid: str | None
    """Of the first crossing to a carrier."""
    paid_kind: str | None
    billusec: int
    wait_us: int | None
    score: int | None
    refused: str | None
    """Why the switch did not let it go; None for what went."""
    started: int
    answered: int
    ended: int
    kinds: Mapping[str, str]
    """The part of each leg (``leg_kinds.KINDS``), by uuid."""


def conversation_of(legs: Sequence[LegFacts], tenant_id: int, directory: Directory) -> ConversationFacts:
    """Sum up ``legs`` (all of one call, at least one).

    It is known by one leg, its first crossing: of an inbound call the carrier's, of an outbound one
    the first carrier leg that was answered, of an internal one none. Talk time of an inbound call runs
    from the switch's answer, so that a menu heard or a queue waited in is talk time on the trunk
    although the outcome is ``self_service`` or ``abandoned`` (contracts.md, call_charges). What crosses
    to a carrier besides has its part in ``kinds``.
    """
    legs = sorted(legs, key=lambda leg: leg.order)
    first = legs[0]
    trunk = next((leg for leg in legs if leg.side == CARRIER), None)
    direction = trunk.direction if trunk else INTERNAL
    entry = trunk if trunk and direction == INBOUND else first
    crossings = Crossings(legs, direction, trunk)
    trunks, paid, kinds = crossings.candidates, crossings.paid, crossings.kinds()
    tried = max(trunks, key=lambda leg: (leg.ended, leg.order), default=entry)
    reached = _reached(legs, entry)
    outcome = _outcome(direction, entry, legs, reached=bool(paid if direction == OUTBOUND else reached))
    caller, callee, did = _parties(direction, legs, entry, paid or tried)
    talked = paid or (None if trunks else _first_answered(reached) or entry)
    return ConversationFacts(
        id=_id(legs),
        node_id=first.node_id,
        direction=direction,
        caller=caller,
        callee=callee,
        did=did or _dialled_did(entry, directory),
        outcome=outcome,
        cause=(paid or (tried if direction == OUTBOUND else entry)).cause,
        queue_id=_queue_id(legs),
        seat_id=_seat_id(legs if direction == OUTBOUND else reached, tenant_id, directory),
        paid_uuid=paid.uuid if paid else None,
        paid_kind=kinds[paid.uuid] if paid else None,
        billusec=paid.billusec if paid else 0,
        wait_us=_wait(legs, reached),
        score=next((leg.score for leg in (entry, *legs) if leg.score), None),
        refused=next((leg.refused for leg in legs if leg.refused), None) if outcome == FAILED else None,
        started=first.started,
        answered=talked.answered if talked else 0,
        ended=max(leg.ended for leg in legs),
        kinds=kinds,
    )


def seat_of(leg: LegFacts, tenant_id: int, directory: Directory) -> int | None:
    """The seat whose phone a leg is: by the id that the switch carries, or by its extension."""
    return leg.seat_id or directory.seats.get((tenant_id, leg.phone))


def _id(legs: Sequence[LegFacts]) -> str:
    """The name under which Seatyard placed it; else the uuid of the earliest leg, or of that leg's cause
    when the record of it has not come yet."""
    first = legs[0]
    if first.placed:
        return first.placed
    known = {leg.uuid for leg in legs}
    return first.parent if first.parent and first.parent not in known else first.uuid


def _first_answered(legs: Sequence[LegFacts]) -> LegFacts | None:
    answered = [leg for leg in legs if leg.answered]
    return min(answered, key=lambda leg: (leg.answered, leg.order)) if answered else None


def _reached(legs: Sequence[LegFacts], entry: LegFacts) -> list[LegFacts]:
    """The people that the call came to, in the order in which they answered.

    A loopback leg is nobody; nor is a phone that was picked up but never joined to the caller.
    """
    people = [leg for leg in legs if leg is not entry and leg.side != SWITCH and leg.answered and leg.bridged]
    return sorted(people, key=lambda leg: (leg.answered, leg.order))


def _outcome(direction: str, entry: LegFacts, legs: Sequence[LegFacts], *, reached: bool) -> str:
    if reached:
        return ANSWERED
    if any(leg.joined or leg.cc_side == MEMBER for leg in legs):
        return ABANDONED
    refused = any(leg.refused and leg.side == SEAT for leg in legs)  # also of one that answered a click
    return SELF_SERVICE if entry.answered and direction != OUTBOUND and not refused else FAILED


def _parties(
    direction: str, legs: Sequence[LegFacts], entry: LegFacts, trunk: LegFacts
) -> tuple[str, str, str | None]:
    """Who called, what was dialled, and the DID called at or shown."""
    did = next((e164(leg.claims.did) for leg in legs if leg.claims.did), None)
    if direction == INBOUND:
        return entry.caller, did or entry.claims.dialled or entry.callee, did
    if direction == OUTBOUND:
        return next((leg.phone for leg in legs if leg.phone), entry.caller), trunk.callee, did
    return entry.caller, entry.callee, did


def _dialled_did(entry: LegFacts, directory: Directory) -> str | None:
    return entry.claims.dialled if entry.claims.dialled in directory.numbers else None


def _queue_id(legs: Sequence[LegFacts]) -> int | None:
    """The queue of the caller's own leg, else that of a seat which it was offered to."""
    members_first = sorted(legs, key=lambda leg: leg.cc_side != MEMBER)
    return next((leg.queue_id for leg in members_first if leg.queue_id), None)


def _seat_id(legs: Sequence[LegFacts], tenant_id: int, directory: Directory) -> int | None:
    """The seat that answered first, or that called out; one bound to a telephone answers at a carrier's."""
    seats = (leg for leg in legs if leg.side == SEAT or leg.seat_id)
    return next((seat_of(leg, tenant_id, directory) for leg in seats), None)


def _wait(legs: Sequence[LegFacts], reached: Sequence[LegFacts]) -> int | None:
    """From joining the queue to the seat's answer, or to giving up."""
    member = next((leg for leg in legs if leg.joined), None)
    if member is None:
        return None
    answers = [leg.answered for leg in reached if leg.cc_side == AGENT]
    until = answers[0] if answers else _gave_up(member)
    return max(0, until - member.joined)


def _gave_up(member: LegFacts) -> int:
    """mod_callcenter writes whole seconds; a caller who hung up in that second or the next left by that."""
    second = 1_000_000
    if not member.gave_up or 0 <= member.ended // second - member.gave_up // second <= 1:
        return member.ended
    return member.gave_up
