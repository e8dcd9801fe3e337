"""Everything that belongs together with some records: the legs reached from them over links, both ways."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, Select, select, text

from seatyard.db import db, slices

from ..cdr import body
from ..cdr.errors import NotJson
from ..cdr.via import REBUILT
from ..models import CdrRecord, LegLink
from .legs import LegFacts, Unfoldable, leg_of

RECORD = select(
    CdrRecord.id,
    CdrRecord.node_id,
    CdrRecord.uuid,
    CdrRecord.leg,
    CdrRecord.body,
    CdrRecord.folded_at,
    CdrRecord.parked_at,
    CdrRecord.via,
)

# Written out because SQLAlchemy compiles an ON CONFLICT clause anew at each execution.
_LINK_ONCE = text(
    "INSERT INTO leg_links (node_id, uuid, other_uuid) VALUES (:node_id, :uuid, :other_uuid)"
    " ON CONFLICT (node_id, uuid, other_uuid) DO NOTHING"
)

SEALED = "it is of a month whose calls are no longer kept"

Key = tuple[int, str]
"""A channel: node id and uuid."""


@dataclass
class Gathering:
    legs: list[LegFacts] = field(default_factory=list)
    fresh: set[int] = field(default_factory=set)
    """Ids of the records that are folded for the first time."""
    folded: list[Key] = field(default_factory=list)
    """Channels that have rows of an earlier fold."""
    unfoldable: dict[int, str] = field(default_factory=dict)
    """Records that no leg can be made of, and why."""
    records: dict[int, Key] = field(default_factory=dict)
    rebuilt: set[int] = field(default_factory=set)
    """Records that no node sent."""

    def let_go(self) -> set[int]:
        """Rebuilt records of channels whose own record is here: they give way. Their ids.

        One that came under the same letter took its place already (``cdr.rebuilt``). Nobody may have heard
        that a leg was a b-leg, and a record may come just as it is rebuilt.
        """
        own = {key for cdr_id, key in self.records.items() if cdr_id not in self.rebuilt}
        gone = {cdr_id for cdr_id in self.rebuilt if self.records[cdr_id] in own}
        self.legs = [leg for leg in self.legs if leg.cdr_id not in gone]
        for cdr_id in gone:
            del self.records[cdr_id]
            self.unfoldable.pop(cdr_id, None)
        self.rebuilt -= gone
        return gone

    def leave_sealed(self, until: int) -> None:
        """Leave calls as they are that have a leg of before ``until``, in microseconds since 1970: what is
        new of them is kept, and no leg is made of it."""
        if not any(0 < leg.started < until for leg in self.legs):
            return
        for legs in [*self.groups()]:
            if not any(0 < leg.started < until for leg in legs):
                continue
            for leg in legs:
                self.legs.remove(leg)
                if (leg.node_id, leg.uuid) in self.folded:
                    del self.records[leg.cdr_id]
                    self.folded.remove((leg.node_id, leg.uuid))
                else:
                    self.unfoldable[leg.cdr_id] = SEALED

    def talks_and_codes(self) -> tuple[list[list[LegFacts]], list[LegFacts]]:
        """The legs of each call, and those that were no call: a seat only said what state it is in."""
        talks: list[list[LegFacts]] = []
        codes: list[LegFacts] = []
        for legs in self.groups():
            if len(legs) == 1 and legs[0].says:
                codes += legs
            else:
                talks.append(legs)
        return talks, codes

    def groups(self) -> Iterator[list[LegFacts]]:
        """The legs of each call, in their order."""
        root = _Roots()
        for leg in self.legs:
            for other in leg.links:
                root.join((leg.node_id, leg.uuid), (leg.node_id, other))
        together: defaultdict[Key, list[LegFacts]] = defaultdict(list)
        for leg in self.legs:
            together[root.of((leg.node_id, leg.uuid))].append(leg)
        for legs in together.values():
            yield sorted(legs, key=lambda leg: leg.order)


def gather(records: Sequence[Row[Any]]) -> Gathering:
    """Read ``records`` and all that is linked with them, whenever it came; store their links."""
    found = Gathering()
    traced: set[Key] = set()
    looked_up: set[Key] = set()
    while records:
        reached: set[Key] = set()
        links: list[dict[str, Any]] = []
        for record in records:
            leg = _read(record, found)
            key = (record.node_id, record.uuid)
            reached.add(key)
            if leg is not None:
                reached |= {(leg.node_id, other) for other in leg.links}
                if record.folded_at is None and record.parked_at is None:
                    links += [_link(leg, other) for other in leg.links]
        if links:
            db.session.connection().execute(_LINK_ONCE, links)
        linking = {*_linking_to(reached - traced)}
        traced |= reached
        wanted = (reached | linking) - looked_up
        looked_up |= wanted
        records = _records_of(wanted, besides=found.records)
    return found


def _read(record: Row[Any], found: Gathering) -> LegFacts | None:
    found.records[record.id] = (record.node_id, record.uuid)
    if record.folded_at is not None:
        found.folded.append((record.node_id, record.uuid))
    elif record.parked_at is None:
        found.fresh.add(record.id)
    if record.via == REBUILT:
        found.rebuilt.add(record.id)
    try:
        leg = leg_of(record.id, record.node_id, record.uuid, record.leg, body.parse(record.body))
    except (Unfoldable, NotJson) as error:
        found.unfoldable[record.id] = str(error)
        return None
    found.legs.append(leg)
    return leg


def _link(leg: LegFacts, other: str) -> dict[str, Any]:
    return {"node_id": leg.node_id, "uuid": leg.uuid, "other_uuid": other}


def _linking_to(keys: Iterable[Key]) -> Iterator[Key]:
    """The channels whose records name one of these."""
    query = select(LegLink.node_id, LegLink.uuid)
    for row in _by_node(query, LegLink.node_id, LegLink.other_uuid, keys):
        yield row.node_id, row.uuid


def _records_of(keys: Iterable[Key], besides: Container[int]) -> list[Row[Any]]:
    """The records of these channels that were not read yet; their bodies are large, so ids come first."""
    named = _by_node(select(CdrRecord.id), CdrRecord.node_id, CdrRecord.uuid, keys)
    ids = sorted(row.id for row in named if row.id not in besides)
    connection = db.session.connection()
    return [row for some in slices(ids) for row in connection.execute(RECORD.where(CdrRecord.id.in_(some)))]


def _by_node(query: Select[Any], node: Any, column: Any, keys: Iterable[Key]) -> Iterator[Row[Any]]:
    uuids: defaultdict[int, list[str]] = defaultdict(list)
    for node_id, uuid in sorted(keys):
        uuids[node_id].append(uuid)
    for node_id, of_node in uuids.items():
        for some in slices(of_node):
            yield from db.session.connection().execute(query.where(node == node_id, column.in_(some)))


class _Roots:
    """Disjoint sets: which channels are connected."""

    def __init__(self) -> None:
        self.parent: dict[Key, Key] = {}

    def of(self, key: Key) -> Key:
        while (parent := self.parent.get(key, key)) != key:
            self.parent[key] = self.parent.get(parent, parent)
            key = parent
        return key

    def join(self, one: Key, other: Key) -> None:
        self.parent[self.of(one)] = self.of(other)
