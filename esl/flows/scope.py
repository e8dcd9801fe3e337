"""What a compiled flow knows of its tenant: ids, never labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ..parameters.wish import Wish
from .opening import years
from .recording import Recordings
from .xml import Element, transfer


@dataclass(frozen=True)
class Place:
    """Where a queue or a seat is on the switch."""

    id: int
    name: str
    """``queue-5@acme.seats.example``, or what ``bridge`` takes: ``user/1001@acme.seats.example``."""
    mailbox: str
    label: str = ""
    """The queue's name, or the seat's number: what policies call it."""
    notes: tuple[str, ...] = ()
    """Of a seat: where the switch remembers who rings it (``answers.features.pickup``)."""
    messages: bool = False
    """Of a seat: whether who is not answered leaves a message in its box."""


@dataclass(frozen=True)
class QueuePlace(Place):
    """A queue, with what it does for its callers.

    Where it sends them unserved: ``voicemail:NAME``, ``queue:NAME``, ``seat:NUMBER``, or nowhere.
    """

    language: str = "en"
    on_timeout: str | None = None
    max_waiting: int = 0
    """Callers that may wait at once; 0 is any number."""
    on_full: str | None = None
    on_no_seat: str | None = None
    """For callers who wait where nobody is signed in."""
    announce_seat: bool = False
    announce_position: bool = False
    survey: bool = False
    call_back: bool = False

    @property
    def counted(self) -> bool:
        """Whether the switch counts who waits."""
        return bool(self.max_waiting) or self.told

    @property
    def told(self) -> bool:
        """Whether callers hear something while they wait."""
        return self.announce_position or self.call_back

    @property
    def extension(self) -> str:
        return f"queue-{self.id}"


@dataclass(frozen=True)
class Scope:
    """A tenant on the switch."""

    tenant_id: int
    context: str
    queues: Mapping[str, QueuePlace] = field(default_factory=dict)
    seats: Mapping[str, Place] = field(default_factory=dict)
    years: Sequence[int] = field(default_factory=years)
    """Those whose public holidays are known on the switch."""
    language: str = "zh"
    """In which the house's own prompts are played."""
    recordings: Recordings = field(default_factory=lambda: Recordings(0, ""))
    wish: Wish = field(default_factory=Wish)
    """What the tenant's own system is told of calls."""


@dataclass(frozen=True)
class Site:
    """A flow on the switch: the names of its nodes' extensions there."""

    flow_id: int
    scope: Scope
    kept: Mapping[str, int] = field(default_factory=dict)
    """The names under which it keeps digits on a call, and how many at most."""

    def extension(self, node: str, part: str = "flow") -> str:
        """The node's own, or a ``part`` of it in which the call goes on: ``answer-3-hello``."""
        return extension_name(self.flow_id, node, part)

    def go(self, node: str) -> Element:
        """Go on with another node."""
        return transfer(self.extension(node), self.scope.context)


def extension_name(flow_id: int, node: str, part: str = "flow") -> str:
    return f"{part}-{flow_id}-{node}"
