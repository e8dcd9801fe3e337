"""The figures of a contract's service levels, by what was counted of some calls. Pure.

The definitions are those that contracts are judged by; docs/reports.md tells each reading.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from decimal import Decimal
from operator import add, attrgetter

from .ratios import mean, share


@dataclass(frozen=True, slots=True)
class Counts:
    """What was counted of the calls of one group: an hour, a queue, a number. Times in microseconds."""

    entered: int = 0
    """Calls that came in and were let in."""
    turned_away: int = 0
    """Calls that came in and were refused: no part of any figure."""
    self_served: int = 0
    """Finished in the menu, without anybody asked for."""
    answered: int = 0
    """Came in, and somebody answered."""
    offered: int = 0
    """Joined a queue."""
    queue_answered: int = 0
    in_time: int = 0
    """Of those, answered within the service level's seconds."""
    abandoned: int = 0
    """Hung up by the caller in the queue."""
    waited: int = 0
    """In queues, before an answer."""
    gave_up_after: int = 0
    """In queues, before the caller hung up."""
    dialled: int = 0
    """Calls that went out and were let out."""
    dialled_answered: int = 0
    trunk: int = 0
    """From the first ring to the end, of calls in and out."""
    scored: int = 0
    satisfied: int = 0
    """Of those who gave a mark, 4 or 5."""
    transferred: int = 0
    """Of those answered, passed on to another seat or group."""
    judged: int = 0
    """Of those answered, from a known number, and long enough ago."""
    resolved: int = 0
    """Of those, without a second call of the number meanwhile."""

    def __add__(self, other: Counts) -> Counts:
        return Counts(*map(add, _VALUES(self), _VALUES(other)))

    @property
    def answer_rate(self) -> Decimal | None:
        """(Finished in the menu + answered) / entered."""
        return share(self.self_served + self.answered, self.entered)

    @property
    def outbound_answer_rate(self) -> Decimal | None:
        return share(self.dialled_answered, self.dialled)

    @property
    def service_level(self) -> Decimal | None:
        """Answered in time / offered."""
        return share(self.in_time, self.offered)

    @property
    def speed_of_answer(self) -> int | None:
        """Queue time of answered calls / answered calls; microseconds."""
        return mean(self.waited, self.queue_answered)

    @property
    def abandonment(self) -> Decimal | None:
        return share(self.abandoned, self.offered)

    @property
    def time_to_abandon(self) -> int | None:
        return mean(self.gave_up_after, self.abandoned)

    @property
    def transfer_rate(self) -> Decimal | None:
        return share(self.transferred, self.answered)

    @property
    def first_call_resolution(self) -> Decimal | None:
        return share(self.resolved, self.judged)

    @property
    def satisfaction(self) -> Decimal | None:
        return share(self.satisfied, self.scored)

    @property
    def handled(self) -> int:
        """By people: answered, in and out."""
        return self.answered + self.dialled_answered


NAMES = tuple(one.name for one in fields(Counts))
_VALUES = attrgetter(*NAMES)


@dataclass(frozen=True, slots=True)
class Times:
    """Where seats' time went, microseconds (``esl.seat_time.states``)."""

    talking: int = 0
    hold: int = 0
    ringing: int = 0
    dialling: int = 0
    after_call: int = 0
    ready: int = 0
    busy: int = 0
    unknown: int = 0

    def __add__(self, other: Times) -> Times:
        return Times(*(getattr(self, one) + getattr(other, one) for one in STATES))

    @property
    def signed_in(self) -> int:
        found: int = sum(getattr(self, one) for one in STATES if one != "unknown")
        return found

    @property
    def worked(self) -> int:
        """Talk, hold and after-call work."""
        return self.talking + self.hold + self.after_call

    @property
    def utilisation(self) -> Decimal | None:
        """Talk / signed in."""
        return share(self.talking, self.signed_in)

    @property
    def occupancy(self) -> Decimal | None:
        """(Talk + hold) / (talk + hold + idle), idle being ready for a call."""
        return share(self.talking + self.hold, self.talking + self.hold + self.ready)


STATES = tuple(one.name for one in fields(Times))
