"""Fewer applications a call: variables that are set one after another are set by one ``multiset``.

For every application that it runs the switch makes two events with all of the channel's variables, and
writes one of them to its own database, whoever listens. A call to a DID runs some twenty; most set a
variable. Measured on a busy node, that is much of what a call costs it (docs/switch.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..flows.xml import Element, action

_BETWEEN = "|"
_READ_BY_THE_SWITCH = frozenset(f"{_BETWEEN}$\\'\"^")
"""multiset is expanded before it is cut, and the cut honours quotes: what a caller may have written could
become a variable. Such values are set alone."""


def shortened(extensions: Iterable[Element]) -> None:
    """Join what can be joined, in place; order and values stay."""
    for extension in extensions:
        for condition in extension.iter("condition"):
            condition[:] = list(_joined(condition))


def exported(**variables: str) -> list[Element]:
    """For a leg that has exported nothing yet: what ``export`` of each would do."""
    names = ",".join(variables)
    pairs = {**variables, "export_vars": names}
    return [action("set", f"{name}={value}") for name, value in pairs.items()]


def _joined(children: Iterable[Element]) -> Iterator[Element]:
    run: list[Element] = []
    for child in children:
        if _is_plain(child):
            run.append(child)
            continue
        yield from _one(run)
        run = []
        yield child
    yield from _one(run)


def _one(run: list[Element]) -> list[Element]:
    if len(run) < 2:
        return run
    return [action("multiset", f"^^{_BETWEEN}{_BETWEEN.join(str(one.get('data')) for one in run)}")]


def _is_plain(child: Element) -> bool:
    if child.tag != "action" or child.get("application") != "set" or child.get("inline"):
        return False
    data = str(child.get("data"))
    return "=" in data and data == data.strip() and _READ_BY_THE_SWITCH.isdisjoint(data)
