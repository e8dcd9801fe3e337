"""What signals agree on, as rows: outages with a list of evidence, and findings of signals alone.

Each piece of evidence is ``{"signal", "since", "at", "what"}``: the last proof of service before, when
it was missed, and what was seen in its place; the one that ends it has ``"ends": true``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from seatyard import findings
from seatyard.db import db, insert, snapshot, transaction

from ..models import Outage
from .combine import Alone, Begun, Change, Combiner, Ended, Grown, Silence
from .kinds import CORE, EVENT_SOCKET, KINDS
from .machine import Closed
from .models import NodeSignal
from .rows import lasting, tell

ALONE = "signal_alone"
"""Keyed by ``<node>/<signal>``."""


def remembered(node_id: int) -> tuple[Combiner, dict[str, str]]:
    """The machine as the last worker left it, and where its signals were looked for."""
    with snapshot():
        rows = db.session.scalars(select(NodeSignal).filter_by(node_id=node_id)).all()
        proofs = {row.signal: row.proven_at for row in rows}
        addresses = {row.signal: row.address for row in rows if row.address}
        outage = lasting(node_id)
        if outage is None or not outage.certain:
            return Combiner(proofs), addresses
        silent = outage.evidence.get("silent", [])
        return Combiner.resumed(proofs, outage.kind, outage.starts_at, silent), addresses


def keep(node_id: int, proofs: dict[str, datetime], addresses: dict[str, str]) -> None:
    """Write the last proofs of service."""
    if not proofs:
        return
    rows = [
        {"node_id": node_id, "signal": signal, "proven_at": at, "address": addresses.get(signal, "")}
        for signal, at in sorted(proofs.items())
    ]
    adding = insert(NodeSignal)
    values = {"proven_at": adding.excluded.proven_at, "address": adding.excluded.address}
    with transaction():
        db.session.execute(
            adding.on_conflict_do_update(index_elements=["node_id", "signal"], set_=values), rows
        )


def write(node_id: int, node_name: str, changes: Sequence[Change], silent: Iterable[str]) -> None:
    """Write the changes in one transaction; ``silent`` are the signals that are so now."""
    with transaction():
        for change in changes:
            match change:
                case Begun():
                    _begin(node_id, change)
                case Grown():
                    _grow(node_id, change)
                case Ended():
                    _end(node_id, change)
                case Alone():
                    _alone(node_name, change)
        if (outage := lasting(node_id)) is not None and outage.certain:
            outage.evidence = outage.evidence | {"silent": sorted(silent)}


def pieces(silences: Iterable[Silence], ended: Ended | None = None) -> list[dict[str, Any]]:
    """Evidence of silences, and of what ended them."""
    made = [_piece(one.signal, one.since, one.noticed, one.what) for one in silences]
    if ended is not None:
        made.append(_piece(ended.signal, None, ended.ends_at, ended.what) | {"ends": True})
    return made


def with_core(evidence: dict[str, Any], change: Closed) -> dict[str, Any]:
    """The evidence, and a new Core-UUID as a piece of it."""
    what = f"{change.last_core} → {change.core}"
    return _with(evidence, [_piece(CORE, change.starts_at, change.ends_at, what)])


def _begin(node_id: int, change: Begun) -> None:
    outage = lasting(node_id) or _again(node_id, change)
    if outage is None:
        outage = Outage(node_id=node_id, kind=change.kind, starts_at=change.starts_at, evidence={})
        db.session.add(outage)
    elif not outage.certain:
        outage.starts_at, outage.certain, outage.kind = change.starts_at, True, change.kind
    else:
        outage.kind = _gravest(outage.kind, change.kind)
    outage.evidence = _with(outage.evidence, pieces(change.silences))


def _again(node_id: int, change: Begun) -> Outage | None:
    """The very outage, had it been ended too early: it goes on."""
    same = select(Outage).filter_by(node_id=node_id, kind=change.kind, starts_at=change.starts_at)
    if (outage := db.session.scalar(same)) is not None:
        outage.ends_at = None
    return outage


def _grow(node_id: int, change: Grown) -> None:
    if (outage := lasting(node_id)) is not None:
        outage.kind = _gravest(outage.kind, change.kind)
        outage.evidence = _with(outage.evidence, pieces(change.silences))


def _end(node_id: int, change: Ended) -> None:
    if (outage := lasting(node_id)) is not None:
        outage.ends_at = max(change.ends_at, outage.starts_at)
        kept = {key: value for key, value in outage.evidence.items() if key != "silent"}
        outage.evidence = _with(kept, pieces((), change))
        tell(outage)


def _alone(node_name: str, change: Alone) -> None:
    if change.signal == EVENT_SOCKET:
        return  # the machine of proofs of life tells of it: a gap of the link, or a new core
    seconds = round((change.until - change.since).total_seconds(), 3)
    message = (
        f"{node_name}: {change.signal} proved nothing for {seconds:g} s ({change.what}),"
        " and no other signal agreed: no outage"
    )
    key = f"{node_name}/{change.signal}"
    findings.report(ALONE, key, message, starts_at=str(change.since), ends_at=str(change.until))


def _gravest(one: str, other: str) -> str:
    return min(one, other, key=KINDS.index)


def _piece(signal: str, since: datetime | None, at: datetime, what: str) -> dict[str, Any]:
    return {
        "signal": signal,
        "since": since.isoformat() if since else None,
        "at": at.isoformat(),
        "what": what,
    }


def _with(evidence: dict[str, Any], pieces: Iterable[dict[str, Any]]) -> dict[str, Any]:
    return evidence | {"signals": [*evidence.get("signals", []), *pieces]}
