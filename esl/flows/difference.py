"""What is different between two documents of a flow, node by node. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Path = tuple[str, ...]
ADDED, REMOVED, CHANGED = "added", "removed", "changed"


@dataclass(frozen=True)
class Difference:
    """One place that says something else."""

    change: str
    path: Path
    """In the document: ``("nodes", "hello", "menu", "digits", "1")``, ``("start",)``."""
    before: Any = None
    after: Any = None

    @property
    def node(self) -> str | None:
        """Of which node; None of the flow as a whole."""
        return self.path[1] if self.path[0] == "nodes" else None


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Difference]:
    """Where a call begins, then the nodes by name, then the stored cases; a new node is one difference."""
    found: list[Difference] = []
    if old.get("start") != new.get("start"):
        found.append(Difference(CHANGED, ("start",), old.get("start"), new.get("start")))
    before, after = old.get("nodes", {}), new.get("nodes", {})
    for name in sorted(before.keys() | after.keys()):
        found += _between(("nodes", name), before.get(name), after.get(name), _same_kind(before, after, name))
    was, now = old.get("trials") or [], new.get("trials") or []
    found += [Difference(REMOVED, ("trials", str(i)), one) for i, one in enumerate(was) if one not in now]
    found += [Difference(ADDED, ("trials", str(i)), None, one) for i, one in enumerate(now) if one not in was]
    return found


def _same_kind(before: Mapping[str, Any], after: Mapping[str, Any], name: str) -> bool:
    return bool(before.get(name, {}).keys() & after.get(name, {}).keys())


def _between(path: Path, before: Any, after: Any, inward: bool) -> Iterator[Difference]:
    """``inward``: the keys of both are looked at one by one; a text to say is one thing."""
    if before == after:
        return
    if inward and isinstance(before, Mapping) and isinstance(after, Mapping) and "say" not in after:
        for key in sorted(map(str, before.keys() | after.keys())):
            yield from _between((*path, key), before.get(key), after.get(key), inward)
        return
    change = ADDED if before is None else REMOVED if after is None else CHANGED
    yield Difference(change, path, before, after)
