"""Taking in the records that a node wrote to its error folder because no post of them succeeded.

mod_json_cdr never sends such a file again (QUIRKS 21). A file is moved to ``taken/`` beside it
only after its record is committed, so a sweep may be killed and run again at any moment.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from seatyard.db import db
from seatyard.errors import InvalidInput, NotFound

from ..models import Node
from . import service
from .errors import CdrRefused, NotJson, TooBig

TAKEN = "taken"


@dataclass
class Swept:
    """What a sweep did: files by outcome, and those left where they are with the reason."""

    outcomes: Counter[str] = field(default_factory=Counter)
    left: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, object]:
        counts = {name: self.outcomes[name] for name in (service.STORED, service.KNOWN, service.CONFLICT)}
        return {**counts, "left": self.left}


def sweep(folder: Path, node: Node, limit: int, progress: Callable[[int], object] = lambda _: None) -> Swept:
    """Take in every ``*.cdr.json`` under ``folder`` (rotation makes sub-folders) as records of ``node``.

    What cannot be read, a half-written file among them, stays in place and is named. Running
    again changes nothing.
    """
    name, node_id, swept = node.name, node.id, Swept()
    for path in files(folder):
        try:
            outcome = service.take(node_id, name, _content(path, limit), named=_uuid(path), via=service.SWEEP)
        except (CdrRefused, OSError) as error:
            swept.left[str(path.relative_to(folder))] = str(error)
        else:
            _put_away(path)
            swept.outcomes[outcome] += 1
        progress(1)
    return swept


def files(folder: Path) -> list[Path]:
    """The records waiting under ``folder``: ``a_<uuid>.cdr.json`` and ``<uuid>.cdr.json``."""
    return sorted(path for path in _walk(folder) if path.name.endswith(".cdr.json"))


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


def _walk(folder: Path) -> Iterator[Path]:
    for entry in os.scandir(folder):
        if entry.is_file(follow_symlinks=False):
            yield Path(entry.path)
        elif entry.is_dir(follow_symlinks=False) and entry.name != TAKEN:
            yield from _walk(Path(entry.path))


def _content(path: Path, limit: int) -> bytes:
    if path.stat().st_size > limit:
        raise TooBig(f"larger than {limit} bytes")
    content = path.read_bytes()
    if not content.strip():
        raise NotJson("empty")
    return content


def _uuid(path: Path) -> str:
    return path.name.removesuffix(".cdr.json").removeprefix("a_").removeprefix("b_")


def _put_away(path: Path) -> None:
    taken = path.parent / TAKEN
    taken.mkdir(exist_ok=True)
    path.replace(taken / path.name)


def _listed(nodes: Iterable[str]) -> str:
    return ", ".join(nodes) or "add one first with `seatyard node add`"
