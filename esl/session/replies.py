"""What a switch answers to a command, and what counts as success."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from .errors import CommandRefused

REFUSALS = ("-ERR", "-USAGE")


@dataclass(frozen=True)
class Reply:
    """The text of a reply, and for background jobs the switch's own clock and identity with it.

    The switch is not strict about success (QUIRKS 9): data comes bare, an empty
    result of ``api`` is ``-ERR no reply``, a missing variable is ``_undef_``, and
    ``uuid_hold`` of a call that does not exist says ``+OK Success``. So ask
    ``accepted`` of what must answer ``+OK``, ``ok`` of what answers data, and
    read back what matters.
    """

    text: str
    core_uuid: str = ""
    at: datetime | None = None

    @property
    def accepted(self) -> bool:
        """It says ``+OK``."""
        return self.text.startswith("+OK")

    @property
    def ok(self) -> bool:
        """It is not a refusal, nor the absence of a variable."""
        return not self.text.startswith(REFUSALS) and self.text.strip() != "_undef_"

    @property
    def empty(self) -> bool:
        """The command ran and had nothing to say."""
        return self.text.strip() in ("", "-ERR no reply")

    def require(self, good: bool, command: str) -> Reply:
        """This reply, if ``good``; else CommandRefused with the command and the switch's words."""
        if not good:
            said = self.text.strip().splitlines()[0] if self.text.strip() else "nothing"
            raise CommandRefused(f"the switch answered {said!r}", where=command)
        return self

    def json(self) -> Any:
        """The reply as JSON; CommandRefused when it is none."""
        try:
            return orjson.loads(self.text)
        except orjson.JSONDecodeError as error:
            raise CommandRefused(f"not JSON: {self.text[:60]!r}") from error

    def rows(self) -> list[dict[str, str]]:
        """The rows of a ``show … as json``, which has no ``rows`` when it is empty (QUIRKS 9)."""
        found = self.json()
        return list(found.get("rows", [])) if isinstance(found, dict) else []
