"""Findings ``sessions_differ`` that are not in the book: of an earlier worker, or life of the node.

They clear themselves as those of the book do, when the records of all their sessions have come: a node's
error folder may be swept days later.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from seatyard import findings
from seatyard.db import db, slices, transaction
from seatyard.findings import Finding

from ..models import CdrRecord
from . import numbered

DIFFER = "sessions_differ"
BY = "the records"
PIECES = 5
"""Of records read at a look: what happened long ago holds up nobody."""


@dataclass
class Left:
    core_uuid: str
    numbers: set[int]
    """Those of which nothing has come yet."""


class Earlier:
    """Of one node. Needs an application, but for ``settled``."""

    def __init__(self, node_id: int, node: str) -> None:
        self.node_id, self.node = node_id, node
        self._left: dict[str, Left] = {}
        self._after = 0
        """The records up to here were read."""
        self._newest = 0

    def take_up(self, mine: Collection[str]) -> None:
        """The node's that stand open, but for ``mine``, which the book asks for."""
        with transaction():
            query = select(Finding.key, Finding.detail).where(
                Finding.kind == DIFFER, Finding.cleared_at.is_(None)
            )
            rows = db.session.execute(query).tuples().all()
        told = {key: detail for key, detail in rows if detail.get("node") == self.node and key not in mine}
        known = {key: detail for key, detail in told.items() if "after_record" in detail}
        self._left = {key: _left(detail) for key, detail in known.items()}
        self._after = min((int(detail["after_record"]) for detail in known.values()), default=0)
        self._newest = 0

    def settled(self, core_uuid: str, number: int) -> None:
        """Something was told of this session."""
        for left in self._left.values():
            if left.core_uuid == core_uuid:
                left.numbers.discard(number)

    def numbers(self, core_uuid: str) -> set[int]:
        """Those of this core of which nothing has come yet."""
        mine = [left.numbers for left in self._left.values() if left.core_uuid == core_uuid]
        return set[int]().union(*mine)

    def check(self) -> None:
        """Read on in the records, and clear what they have all come of."""
        if not self._left:
            return
        with transaction():
            self._forget_cleared()
            newest = db.session.scalar(select(func.max(CdrRecord.id)).filter_by(node_id=self.node_id)) or 0
        if newest != self._newest:
            self._newest = newest if self._read() else 0
        if came := [key for key, left in self._left.items() if not left.numbers]:
            with transaction():
                findings.resolve(DIFFER, came, BY)
            for key in came:
                del self._left[key]

    def _read(self) -> bool:
        """Whether that was all of them."""
        for _ in range(PIECES):
            said, ids = numbered.after(self.node_id, self._after)
            for core_uuid, number in said:
                self.settled(core_uuid, number)
            if len(ids) < numbered.PIECE:
                if ids:  # ids are given before they are committed
                    self._after = max(self._after, ids[-1] - numbered.PIECE)
                return True
            self._after = ids[-1]
        return False

    def _forget_cleared(self) -> None:
        stands = select(Finding.key).where(Finding.kind == DIFFER, Finding.cleared_at.is_(None))
        keys = {
            key
            for some in slices(self._left)
            for key in db.session.scalars(stands.where(Finding.key.in_(some)))
        }
        self._left = {key: left for key, left in self._left.items() if key in keys}


def _left(detail: dict[str, Any]) -> Left:
    return Left(str(detail["core_uuid"]), set(numbered.read(str(detail["numbers"]))))
