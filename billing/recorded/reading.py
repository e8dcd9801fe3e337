"""Recorded facts as the engine's own, by the readers that case files are read by."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import select

from seatyard.db import db
from seatyard.errors import InvalidInput

from ..cases import facts as readers
from ..cases.facts.reading import Entry
from ..engine import Agreement, Facts, SeatInterval
from .models import RecordedFact

AT = "facts"


@dataclass(frozen=True, slots=True)
class Told:
    """A fact on its way to a reader."""

    kind: str
    entry: Entry
    place: str
    """What a message about it names: its place in a file, or its own name once it is recorded."""


def rows_of(tenant_id: int, contract_id: int) -> list[RecordedFact]:
    """A contract's facts in order of their recording, the withdrawn ones too."""
    query = select(RecordedFact).filter_by(tenant_id=tenant_id, contract_id=contract_id)
    return list(db.session.scalars(query.order_by(RecordedFact.id)))


def rows_of_many(contract_ids: Collection[int]) -> dict[int, list[RecordedFact]]:
    """Likewise of several, by contract."""
    query = select(RecordedFact).where(RecordedFact.contract_id.in_(contract_ids))
    found: dict[int, list[RecordedFact]] = {contract_id: [] for contract_id in contract_ids}
    for row in db.session.scalars(query.order_by(RecordedFact.id)):
        found[row.contract_id].append(row)
    return found


def standing(rows: Iterable[RecordedFact]) -> list[Told]:
    """Those that nobody has withdrawn, each with its name for an id."""
    return [
        Told(row.kind, {**row.document, "id": row.name}, row.name) for row in rows if row.withdrawn_at is None
    ]


def read(facts: Iterable[Told], agreement: Agreement, seats: tuple[SeatInterval, ...] = ()) -> Facts:
    """The facts together; InvalidInput names the one that does not go with the contract or the others."""
    kinds: dict[str, list[Told]] = {}
    for fact in facts:
        kinds.setdefault(fact.kind, []).append(fact)
    document = {kind: [fact.entry for fact in some] for kind, some in kinds.items()}
    try:
        return readers.read(document, agreement, AT, seats)
    except InvalidInput as error:
        where = _placed(error.where, kinds)
        raise InvalidInput(error.message, where=where, allowed=error.allowed) from error


def _placed(where: str, kinds: dict[str, list[Told]]) -> str:
    """``facts.lines[3].release``, which counts through all, by the place of the fact that it means."""
    match = re.fullmatch(rf"{AT}\.(\w+)\[(\d+)\](.*)", where)
    return f"{kinds[match[1]][int(match[2])].place}{match[3]}" if match else where
