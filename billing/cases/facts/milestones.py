"""Events that the contract waits for."""

from __future__ import annotations

from seatyard.errors import InvalidInput

from ...engine import Milestone
from .reading import Entry, FactKind, Reading, day, named
from .schemas import MOMENT, NAME, mapping

SCHEMA = mapping(["at", "event"], {"at": MOMENT, "event": NAME})


def read(entries: list[Entry], reading: Reading) -> tuple[Milestone, ...]:
    """Each on its local day; an event happens once, so that nothing falls due by it twice."""
    made: list[Milestone] = []
    awaited = reading.priced("instalments", "events")
    for at, entry in enumerate(entries):
        where = f"{reading.at}.milestones[{at}]"
        event = entry["event"]
        if awaited is not None and event not in awaited:
            message = f"no instalment waits for {event!r}"
            raise InvalidInput(message, where=f"{where}.event", allowed=", ".join(awaited) or "no milestone")
        if any(one.event == event for one in made):
            raise InvalidInput(f"{event!r} happened already", where=f"{where}.event", allowed="each once")
        made.append(Milestone(named(entry, at), day(entry["at"], reading.zone, f"{where}.at"), event))
    return tuple(made)


MILESTONES = FactKind("milestones", SCHEMA, read)
