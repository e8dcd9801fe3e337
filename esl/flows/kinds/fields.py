"""The fields of a kind of node, from which forms are made: what stands where, and what it may be.

A new kind tells its fields, and every form, outline and picture of flows has it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from ..asking import PAUSE, TRIES

PROMPT = "prompt"
"""A file's name or ``{say: TEXT}``."""
SPEECH = "speech"
"""A text, or a list of texts and ``{digits: NAME}``."""
TEXT, COUNT, CHOICE = "text", "count", "choice"
HOURS = "hours"
"""``Mon-Fri 09:00-18:00``."""
HOURS_NAME = "hours_name"
"""A name of the tenant's working hours, in place of hours of the node's own."""
DAYS = "days"
"""Days of one's own, each with its hours or ``closed``."""
QUEUE, SEAT, BOX, ROOM = "queue", "seat", "box", "room"
"""A name of something of the tenant's."""
VARIABLE = "variable"
"""A name under which digits are kept."""
WAY, WAYS = "way", "ways"
"""A node to go on with; and several, each by the key or the word that leads there."""
SHAPES = (
    *(PROMPT, SPEECH, TEXT, COUNT, CHOICE, HOURS, HOURS_NAME, DAYS),
    *(QUEUE, SEAT, BOX, ROOM, VARIABLE, WAY, WAYS),
)


@dataclass(frozen=True)
class Field:
    """One thing that is said of a node."""

    key: str
    """Its key in the document; the kind's own name where it is all of the kind's value."""
    shape: str
    needed: bool = False
    beside: bool = False
    """Whether it stands beside the kind's key, not inside its value."""
    least: int = 1
    most: int | None = None
    """Of a count; of a text in characters."""
    usual: Any = None
    """What holds where it is left out."""
    choices: tuple[Any, ...] = ()
    pattern: str = ""
    """Of a text, or of the keys of ways, as a regular expression."""
    example: str = ""

    def described(self, kind: str) -> Mapping[str, Any]:
        """As JSON, with its place in the node: ``["menu", "digits"]``, ``["then"]``, ``["queue"]``."""
        whole = self.beside or self.key == kind
        told = {key: value for key, value in asdict(self).items() if key != "beside"}
        return told | {"path": [self.key] if whole else [kind, self.key]}


ASKING = (
    Field("timeout", COUNT, most=60, usual=PAUSE),
    Field("retries", COUNT, most=10, usual=TRIES),
)
"""Of whatever asks for digits: seconds, and how often it asks."""
