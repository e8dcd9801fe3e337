"""A call walked through a flow without a switch: at a moment, with keys pressed, and what others answer."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from seatyard.sentence import sentence

MOST_NODES = 200
"""A longer way is one that goes round."""


class NoWay(ValueError):
    """The call cannot be walked: its case says too little, or something that cannot be."""

    def __init__(self, path: tuple[str, ...], message: str) -> None:
        super().__init__(f"{'.'.join(path)}: {message}")
        self.path, self.message = path, message


@dataclass
class TrialCall:
    """What a call meets on its way, used up as it goes."""

    moment: datetime | None = None
    """On the tenant's wall clock."""
    keys: list[str] = field(default_factory=list)
    """What the caller presses at each question, in order; nothing when there are no more."""
    answers: Mapping[str, str] = field(default_factory=dict)
    """By node: what a seat, a number outside or a server answers."""

    def now(self, node: str) -> datetime:
        if self.moment is None:
            raise NoWay(("at",), sentence("missing: the node %(node)s asks what time it is", node=node))
        return self.moment

    def press(self, longest: int) -> str:
        """What is pressed at a question that takes up to ``longest`` keys."""
        return self.keys.pop(0) if self.keys else ""

    def word(self, node: str) -> str:
        """What a server answers of this node; empty where it is silent."""
        return self.answers.get(node, "")

    def answer(self, node: str, allowed: Collection[str], usual: str) -> str:
        """What the other side of this node does, of what it may do."""
        said = self.answers.get(node, usual)
        if said not in allowed:
            pattern = "not what can happen there: %(said)s (allowed: %(allowed)s)"
            raise NoWay(("answers", node), sentence(pattern, said=said, allowed=", ".join(allowed)))
        return said
