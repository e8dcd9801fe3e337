"""What is to be called, for whom; and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..eventsocket.encoding import Headers
from .channel import Channel
from .outgoing import CallerId

DEFAULT_TIMEOUT = 60
"""Seconds."""


@dataclass(frozen=True)
class Result:
    """The leg that answered, or why none did."""

    channel: Channel | None
    cause: str


@dataclass
class Order:
    """What is to be called, for whom."""

    text: str
    cid: CallerId
    caller: Channel | None = None
    """The leg on whose behalf; when it hangs up, the ringing ends (ORIGINATOR_CANCEL)."""
    root: Channel | None = None
    """Without a caller: whose conversation the legs belong to."""
    identity: tuple[object, ...] = ()
    """Names the attempt, for what is drawn for it."""
    given: Headers | None = None
    timeout: int = DEFAULT_TIMEOUT
    placed: Callable[[Channel], None] | None = None
    """Told of every leg that is placed."""
