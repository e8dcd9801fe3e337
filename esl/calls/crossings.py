"""Which legs of a conversation cross to a carrier, in which part, and which of them comes first. Pure.

The first crossing is what contracts charge one conversation by; the further ones are kept with their part,
for the contract's direction table to say who pays for them (docs/metering.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from seatyard import leg_kinds

from .legs import CARRIER, SEAT, LegFacts


@dataclass(frozen=True, slots=True)
class Crossings:
    """The carriers' legs of one conversation."""

    legs: Sequence[LegFacts]
    """All of it, in their order."""
    direction: str
    trunk: LegFacts | None
    """The earliest carrier's leg, which the direction is of."""

    @property
    def candidates(self) -> list[LegFacts]:
        """Those that may be the first crossing: of the conversation's direction.

        A telephone that was rung so that its seat calls somebody is one only while nobody was called.
        """
        same = [leg for leg in self.legs if leg.side == CARRIER and leg.direction == self.direction]
        return [leg for leg in same if not leg.began] or same

    @property
    def paid(self) -> LegFacts | None:
        """The first that was answered."""
        for legs in (self.candidates, self.legs):
            won = [leg for leg in legs if _may_be_paid(leg, self.direction)]
            if won:
                return min(won, key=lambda leg: (leg.answered, leg.order))
        return None

    def kinds(self) -> dict[str, str]:
        """One of ``leg_kinds.KINDS`` by uuid, for every leg."""
        paid = self.paid
        return {leg.uuid: self._kind(leg, paid) for leg in self.legs}

    def _kind(self, leg: LegFacts, paid: LegFacts | None) -> str:
        if leg.side != CARRIER:
            return leg_kinds.INTERNAL
        if leg is paid:
            return self._first(leg)
        if leg.direction == leg_kinds.INBOUND:
            return leg_kinds.INBOUND if paid is None and leg is self.trunk else leg_kinds.JOINED
        attempt = not leg.answered and not leg.began and not _after(leg, paid)
        if self.direction == leg_kinds.OUTBOUND and attempt:
            return self._first(leg)
        if leg.seat_id:
            return leg_kinds.TELEPHONE
        spoke = self.direction == leg_kinds.OUTBOUND or any(
            one.answered <= leg.started for one in self._people()
        )
        return leg_kinds.TRANSFERRED if spoke else leg_kinds.FORWARDED

    def _first(self, leg: LegFacts) -> str:
        """Of a first crossing, or an attempt at it: by what the leg that placed it was made for."""
        if self.direction == leg_kinds.INBOUND:
            return leg_kinds.INBOUND
        if leg.conference and not leg.parent:
            return leg_kinds.CONFERENCE
        placer = next((one for one in self.legs if one.uuid == leg.parent), None)
        return placer.began if placer and placer.began else leg_kinds.OUTBOUND

    def _people(self) -> Iterator[LegFacts]:
        """Seats that answered, at a phone or at an ordinary telephone."""
        return (leg for leg in self.legs if leg.answered and (leg.side == SEAT or leg.seat_id))


def _may_be_paid(leg: LegFacts, direction: str) -> bool:
    carrier = leg.side == CARRIER and leg.direction == direction
    return carrier and bool(leg.answered) and leg.cause != leg_kinds.LOST


def _after(leg: LegFacts, paid: LegFacts | None) -> bool:
    return paid is not None and leg.started > paid.answered
