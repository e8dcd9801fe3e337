"""What a kind of node is: its keys, its exits, its checks, its prompts and its extensions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network
from typing import Any

from ..prompts import Prompt
from ..scope import Site
from ..walking import TrialCall
from ..xml import Element
from .fields import Field

Path = tuple[str, ...]
"""Where in the document: ``("nodes", "hello", "menu", "digits", "1")``."""
Problem = tuple[Path, str]
"""A fault: its place, and a message with what is allowed."""


@dataclass(frozen=True)
class Names:
    """What the tenant has that a flow may name."""

    queues: frozenset[str]
    seats: frozenset[str]
    kept: frozenset[str] = frozenset()
    """Names under which the flow keeps digits on the call."""
    conferences: frozenset[str] = frozenset()
    networks: tuple[IPv4Network | IPv6Network, ...] = ()
    """The operator's own that lookups may go to."""
    hours: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Its working hours by name, as its file says them."""


@dataclass(frozen=True)
class Step:
    """One node: ``{"seat": "1001", "ring": 25}`` is kind ``seat``, value ``1001``, options ``ring``."""

    name: str
    kind: str
    value: Any
    options: Mapping[str, Any]

    @property
    def path(self) -> Path:
        return ("nodes", self.name)

    @property
    def inner(self) -> Path:
        """Where the kind's own value stands."""
        return (*self.path, self.kind)


@dataclass(frozen=True)
class Exit:
    """An edge to another node; ``waits`` when a person acts (presses, answers) before it is taken."""

    path: Path
    target: str
    waits: bool


class Kind:
    """A kind of node. Steps have passed the checks, but for those given to ``problems`` and ``exits``."""

    name: str
    fields: tuple[Field, ...] = ()
    """What is said of such a node, in the order of a form."""

    @property
    def options(self) -> frozenset[str]:
        """The keys that may stand beside the kind's own."""
        return frozenset(field.key for field in self.fields if field.beside)

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys inside the kind's value; none where that is one thing."""
        return tuple(field.key for field in self.fields if not field.beside and field.key != self.name)

    def exits(self, at: Step) -> list[Exit]:
        """Where the node may lead, in the order of the document; of an unsound node what can be read."""
        return []

    def problems(self, at: Step, names: Names) -> list[Problem]:
        """What is wrong with the kind's value and options, other than unknown options and exits."""
        return []

    def keeps(self, at: Step) -> Mapping[str, int]:
        """The names under which it keeps digits on the call, and how many at most; of an unsound node
        what can be read."""
        return {}

    def prompts(self, at: Step) -> list[Prompt]:
        """What it plays."""
        return []

    def told(self, at: Step) -> str:
        """What happens here in a few words, as the tenant wrote them."""
        return str(at.value)

    def leads_on(self, at: Step, call: TrialCall) -> str | None:
        """The node that a trial call goes on with; None at its end. Raises NoWay."""
        return None

    def extensions(self, at: Step, site: Site) -> list[Element]:
        """What the node becomes on the switch; the first is named by the node."""
        raise NotImplementedError


def named_node(target: Any) -> str | None:
    """A way that may be left out, as the node's name."""
    return None if target is None else str(target)


def leads(path: Path, target: Any, *, waits: bool = False) -> list[Exit]:
    """The exit at this place; none where the document names no node."""
    return [] if target is None else [Exit(path, str(target), waits)]
