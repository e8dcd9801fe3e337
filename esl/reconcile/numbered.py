"""The numbers that a switch gave its sessions, as its call records say them and as a finding keeps them."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import orjson
from sqlalchemy import select

from seatyard.db import db, transaction

from ..models import CdrRecord

PIECE = 1000
"""Records read at a time."""
Numbered = tuple[str, int]
"""A core, and the number of a session of it."""


def after(node_id: int, record_id: int) -> tuple[list[Numbered], list[int]]:
    """What the node's records after this one say, a piece of them; with the ids of all that were read."""
    query = select(CdrRecord.id, CdrRecord.body).where(CdrRecord.node_id == node_id, CdrRecord.id > record_id)
    with transaction():
        read = db.session.execute(query.order_by(CdrRecord.id).limit(PIECE)).tuples().all()
    return [said for _, body in read if (said := _said(body))], [record for record, _ in read]


def _said(body: str) -> Numbered | None:
    try:
        document = orjson.loads(body)
        return str(document["core-uuid"]), int(document["variables"]["session_id"])
    except (ValueError, KeyError, TypeError):
        return None


def written(numbers: Iterable[int]) -> str:
    """``3-5,9``: numbers that are missing are mostly neighbours."""
    spans: list[list[int]] = []
    for number in sorted(numbers):
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ",".join(f"{first}-{last}" if last > first else f"{first}" for first, last in spans)


def read(text: str) -> Collection[int]:
    """What ``written`` wrote."""
    found = set[int]()
    for span in filter(None, text.split(",")):
        first, _, last = span.partition("-")
        found.update(range(int(first), int(last or first) + 1))
    return found
