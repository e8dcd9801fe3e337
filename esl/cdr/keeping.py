"""Records into their table, many in one statement: each once per (node, uuid, leg), the first for good."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, text, tuple_

from seatyard import clock, findings
from seatyard.db import UtcDateTime, db, slices

from ..calls.fields import Fields
from ..models import CdrRecord, Node
from ..nodes.access import unknown
from .body import UUID_LIMIT, Posted, parse
from .rebuilt import Replaced, replace
from .via import REBUILT

STORED, KNOWN, CONFLICT = "stored", "known", "conflict"

Key = tuple[int, str, str]
"""Node id, uuid, leg."""
Kept = tuple[str, str]
"""A record's sha256, and how it came."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A record that came, and how."""

    node_name: str
    posted: Posted
    named: str
    """The uuid that the request or the file's name gives."""
    via: str


# Written out because SQLAlchemy compiles an ON CONFLICT clause anew at each execution.
_KEEP_ONE = text(
    "INSERT INTO cdr_records (node_id, uuid, leg, sha256, body, via, received_at)"
    " VALUES (:node_id, :uuid, :leg, :sha256, :body, :via, :received_at)"
    " ON CONFLICT (node_id, uuid, leg) DO NOTHING RETURNING id"
).bindparams(bindparam("received_at", type_=UtcDateTime()))
_KEEP_MANY = (
    "INSERT INTO cdr_records (node_id, uuid, leg, sha256, body, via, received_at)"
    " SELECT *, %(received_at)s FROM unnest(%(node_id)b::int[], %(uuid)b::text[], %(leg)b::text[],"
    " %(sha256)b::text[], %(body)b::text[], %(via)b::text[])"
    " ON CONFLICT (node_id, uuid, leg) DO NOTHING RETURNING node_id, uuid, leg"
)
"""In psycopg's own words: arrays in binary need no character of a body escaped."""

_NODES = select(Node.name, Node.id).where(Node.name.in_(bindparam("names", expanding=True)))
_KEY = tuple_(CdrRecord.node_id, CdrRecord.uuid, CdrRecord.leg)
_KEPT = select(CdrRecord.node_id, CdrRecord.uuid, CdrRecord.leg, CdrRecord.sha256, CdrRecord.via)


def keep(arrivals: Sequence[Arrival]) -> list[str | Exception]:
    """What became of each, in the caller's transaction.

    ``stored``: it was new, or took the place of one that was made of what was heard. ``known``: the same
    record was there (mod_json_cdr delivers one up to three times, QUIRKS 20), and nothing was counted.
    ``conflict``: another one was there under the same key; the first stays, the second lies whole in the
    finding. NotFound: there is no such node.
    """
    nodes = _ids({arrival.node_name for arrival in arrivals})
    keys = [_key(arrival, nodes) for arrival in arrivals]
    first: dict[Key, Arrival] = {}
    for key, arrival in zip(keys, arrivals, strict=True):
        if key is not None:
            first.setdefault(key, arrival)
    new = _insert(first)
    kept = _kept(first.keys() - new) | {key: (first[key].posted.sha256, first[key].via) for key in new}
    outcomes: list[str | Exception] = []
    replaced: dict[Key, Replaced] = {}
    for key, arrival in zip(keys, arrivals, strict=True):
        if key is None:
            outcomes.append(unknown(arrival.node_name))
        elif key in new and first[key] is arrival:
            outcomes.append(STORED)
        else:
            outcomes.append(_compared(key, arrival, kept, replaced))
    _report(arrivals, outcomes, [kept[key][0] if key else "" for key in keys])
    _report_rebuilt({_about(first[key]): (first[key], one) for key, one in replaced.items()})
    return outcomes


def _compared(key: Key, arrival: Arrival, kept: dict[Key, Kept], replaced: dict[Key, Replaced]) -> str:
    """What becomes of a record whose key is taken; both are told when it is put in the other's place."""
    sha256, via = kept[key]
    posted = arrival.posted
    if sha256 == posted.sha256:
        return KNOWN
    if via != REBUILT:
        return CONFLICT
    was = replace(*key, sha256=posted.sha256, body=posted.text, via=arrival.via)
    if was is None:
        return CONFLICT
    kept[key], replaced[key] = (posted.sha256, arrival.via), was
    return STORED


def about(node_name: str, *parts: str) -> str:
    """What a finding is about: the node and, where it is known, the leg."""
    names = (part[:UUID_LIMIT].replace("\0", "") for part in parts if part)
    return "/".join((node_name, *names))


def _ids(names: Iterable[str]) -> dict[str, int]:
    rows = db.session.connection().execute(_NODES, {"names": sorted(names)})
    return {row.name: row.id for row in rows}


def _key(arrival: Arrival, nodes: dict[str, int]) -> Key | None:
    node_id = nodes.get(arrival.node_name)
    return None if node_id is None else (node_id, arrival.posted.uuid, arrival.posted.leg)


def _insert(records: dict[Key, Arrival]) -> set[Key]:
    """Those that were new. In the order of their keys: two writers with records in common wait, and never
    for each other."""
    rows = [_row(key, records[key]) for key in sorted(records)]
    connection, at = db.session.connection(), clock.now()
    if not rows:
        return set()
    if connection.dialect.name == "postgresql":
        columns = {name: [row[name] for row in rows] for name in rows[0]}
        done = connection.exec_driver_sql(_KEEP_MANY, {**columns, "received_at": at})
        return {(node_id, uuid, leg) for node_id, uuid, leg in done}
    inserted = (row for row in rows if connection.scalar(_KEEP_ONE, {**row, "received_at": at}) is not None)
    return {(row["node_id"], row["uuid"], row["leg"]) for row in inserted}


def _row(key: Key, arrival: Arrival) -> dict[str, Any]:
    node_id, uuid, leg = key
    posted = {"sha256": arrival.posted.sha256, "body": arrival.posted.text, "via": arrival.via}
    return {"node_id": node_id, "uuid": uuid, "leg": leg, **posted}


def _kept(keys: Iterable[Key]) -> dict[Key, Kept]:
    connection = db.session.connection()
    rows = (row for some in slices(keys) for row in connection.execute(_KEPT.where(_KEY.in_(some))))
    return {(row.node_id, row.uuid, row.leg): (row.sha256, row.via) for row in rows}


def _report(arrivals: Sequence[Arrival], outcomes: Sequence[str | Exception], kept: Sequence[str]) -> None:
    """What is odd about them, in an order that all writers keep (findings are rows that many count up)."""
    told = sorted(zip(arrivals, outcomes, kept, strict=True), key=lambda one: _about(one[0]))
    for arrival, outcome, sha256 in told:
        if outcome == CONFLICT:
            posted = arrival.posted
            message = "another record came for this leg; the first one stays"
            findings.report(
                "cdr_conflict",
                _about(arrival),
                message,
                about=_span(posted),
                node=arrival.node_name,
                kept_sha256=sha256,
                sha256=posted.sha256,
                body=posted.text,
            )
    stored = [arrival for arrival, outcome, _ in told if outcome == STORED]
    for arrival in stored:
        if not arrival.posted.utf8:
            findings.report("cdr_not_utf8", _about(arrival), "broken characters in the record were replaced")
    for arrival in stored:
        if arrival.named and arrival.named != arrival.posted.uuid:
            message = "posted under another uuid than the record's own, which was kept"
            named = arrival.named[:UUID_LIMIT]
            findings.report("cdr_uuid_differs", _about(arrival), message, named=named)


def _report_rebuilt(replaced: dict[str, tuple[Arrival, Replaced]]) -> None:
    for key, (arrival, one) in sorted(replaced.items()):
        if one.differs:
            message = f"rebuilt otherwise than the record says, which counts: {', '.join(one.differs)}"
            findings.report(
                "rebuilt_differs",
                key,
                message,
                tenant_id=one.tenant_id,
                about=_span(arrival.posted),
                node=arrival.node_name,
                uuid=arrival.posted.uuid,
                differs=one.differs,
            )


def _span(posted: Posted) -> tuple[datetime, datetime] | None:
    """When the call of a record was, as far as it says so."""
    fields = Fields(parse(posted.text))
    began = clock.from_epoch_us(fields.moment("start"))
    ended = clock.from_epoch_us(fields.moment("end"))
    return (began, max(began, ended)) if began and ended else None


def _about(arrival: Arrival) -> str:
    return about(arrival.node_name, arrival.posted.uuid, arrival.posted.leg)
