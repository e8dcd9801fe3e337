"""The parties at the far ends of legs: what they will do, decided before they do it."""

from __future__ import annotations

from dataclasses import dataclass

SECOND = 1_000_000


@dataclass(frozen=True)
class Plan:
    """How a person who calls behaves in this one call; drawn from the call's identity."""

    identity: str
    patience: int
    """Microseconds from the call's start until they give up, while nobody talks with them."""
    talk: int
    """Microseconds of conversation once they are through to a person."""
    caller_ends: bool
    """Whether the caller or the called party hangs up at its end."""
    digits: tuple[str, ...] = ()
    """What they press at the first, second, … menu; empty: nothing, and nothing at later ones."""
    message: int = 10 * SECOND
    """Microseconds that they speak when asked to leave a message."""
    called: Ring | None = None
    """What the called party does, where the call goes out through a carrier."""


@dataclass(frozen=True)
class Ring:
    """What a called party does with a call: ``answer`` or a refusal's cause, after some time.

    ``outcome`` empty: it rings until somebody gives up.
    """

    after: int
    outcome: str


@dataclass(frozen=True)
class Remote:
    """One far end: its address and, for a caller, its plan; for a called party, its ring."""

    user: str
    host: str
    port: int
    tag: str
    """Stable, drawn from the leg's identity: SIP tags, branches and ports are made of it."""
    plan: Plan | None = None
    ring: Ring = Ring(0, "")
    phone: str = ""
    """``number@domain`` of the phone, for a seat."""
    carrier: str = ""
    """The gateway or trunk, for a carrier."""

    @property
    def address(self) -> str:
        return f"{self.host}:{self.port}"

    @property
    def media_port(self) -> int:
        return 30000 + int(self.tag[:4], 16) % 20000

    @property
    def local_media_port(self) -> int:
        return 30000 + int(self.tag[4:8], 16) % 2000
