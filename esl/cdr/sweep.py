"""Taking in the records that a node wrote to its error folder because no post of them succeeded.

mod_json_cdr never sends such a file again (QUIRKS 21). A file is moved to ``taken/`` beside it
only after its record is committed, so a sweep may be killed and run again at any moment.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from seatyard import findings
from seatyard.db import db, transaction
from seatyard.errors import InvalidInput, NotFound, SeatyardError

from ..models import Node
from . import keeping, service, via
from .errors import CdrRefused
from .folder import HalfWritten, files, put_away, record, shown, uuid
from .keeping import Arrival

LEFT = "cdr_file_left"
BYTES = 16 * 1024 * 1024
"""Of the records of one transaction, about."""


@dataclass
class Swept:
    """What a sweep did: files by outcome, and those left where they are with the reason."""

    outcomes: Counter[str] = field(default_factory=Counter)
    left: dict[str, str] = field(default_factory=dict)
    hopeless: dict[str, str] = field(default_factory=dict)
    """Of those left, the ones that another sweep will not take either."""

    def as_json(self) -> dict[str, object]:
        counts = {name: self.outcomes[name] for name in (keeping.STORED, keeping.KNOWN, keeping.CONFLICT)}
        return {**counts, "left": self.left}


Read = tuple[Path, Arrival]


def sweep(folder: Path, node: Node, limit: int, progress: Callable[[int], object] = lambda _: None) -> Swept:
    """Take in every ``*.cdr.json`` under ``folder`` (rotation makes sub-folders) as records of ``node``.

    A file that is not whole stays in place and is named; one that stays so is a finding, until it is taken.
    Running again changes nothing. Raises Unavailable when the database is away; what was moved by then
    is in it.
    """
    name, swept = node.name, Swept()
    taken: list[str] = []
    for batch in _batches(_read(folder, name, limit, swept, progress)):
        outcomes = service.commit([arrival for _, arrival in batch])
        for (path, _), outcome in zip(batch, outcomes, strict=True):
            here = shown(path.relative_to(folder))
            if isinstance(outcome, SeatyardError):
                swept.left[here] = swept.hopeless[here] = str(outcome)
            elif isinstance(outcome, Exception):
                raise outcome
            else:
                _moved(path, here, outcome, swept)
                taken.append(here)
            progress(1)
    _tell(name, swept, taken)
    return swept


def node_for(name: str | None) -> Node:
    """The node whose folder it is: by name, or the only one there is."""
    nodes = {node.name: node for node in db.session.scalars(select(Node).order_by(Node.name))}
    if name is None and len(nodes) == 1:
        return next(iter(nodes.values()))
    if name is None:
        raise InvalidInput("whose records are these?", where="--node", allowed=_listed(nodes))
    if name not in nodes:
        raise NotFound(f"no node {name}", where="--node", allowed=_listed(nodes))
    return nodes[name]


def _read(
    folder: Path, node_name: str, limit: int, swept: Swept, progress: Callable[[int], object]
) -> Iterator[Read]:
    for path in files(folder):
        here = shown(path.relative_to(folder))
        try:
            yield path, Arrival(node_name, record(path, limit), uuid(path), via.SWEEP)
        except (CdrRefused, OSError) as error:
            swept.left[here] = str(error)
            if isinstance(error, CdrRefused) and not isinstance(error, HalfWritten):
                swept.hopeless[here] = str(error)
            progress(1)


def _batches(found: Iterator[Read]) -> Iterator[list[Read]]:
    batch, size = list[Read](), 0
    for one in found:
        batch.append(one)
        size += len(one[1].posted.text)
        if len(batch) >= service.MOST or size >= BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _moved(path: Path, here: str, outcome: str, swept: Swept) -> None:
    """One that cannot be moved (the disk is full) is known to the next sweep."""
    try:
        put_away(path)
    except OSError as error:
        swept.left[here] = f"taken in, and cannot be moved to taken/: {error.strerror or error}"
    else:
        swept.outcomes[outcome] += 1


def _tell(node_name: str, swept: Swept, taken: Iterable[str]) -> None:
    """Files that cannot be taken in are findings; those that were after all are none any more."""
    with transaction():
        for here, reason in sorted(swept.hopeless.items()):
            message = f"a record's file that cannot be taken in: {reason}"
            findings.report_still(LEFT, _about(node_name, here), message, node=node_name, file=here)
        findings.resolve(LEFT, [_about(node_name, here) for here in taken], by="sweep-cdrs")


def _about(node_name: str, here: str) -> str:
    return f"{node_name}/{here}"


def _listed(nodes: Iterable[str]) -> str:
    return ", ".join(nodes) or "add one first with `seatyard node add`"
