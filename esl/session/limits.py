"""Where a switch listens, and how long Seatyard waits for it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Address:
    """An Event Socket: its name for logs and messages, where it listens, its password."""

    name: str
    host: str
    port: int
    password: str = field(repr=False)

    def __str__(self) -> str:
        return f"{self.name} ({self.host}:{self.port})"


@dataclass(frozen=True)
class Limits:
    """Seconds, unless said otherwise. A link that exceeds one is dropped and made anew.

    Those of ``banner``, ``command``, ``job`` and ``last_words`` are seconds in which this process listens
    (``patience``).
    """

    connect: float = 5.0
    banner: float = 5.0
    """From the TCP connection to ``auth/request``; a frozen Event Socket gives none (QUIRKS 1)."""
    command: float = 10.0
    """From sending a command to its reply, its place in the line of senders included."""
    job: float = 30.0
    """From a background job's acceptance to its result. Exceeding it costs the job, not the link."""
    silence: float = 45.0
    """Without a byte on the event link; FreeSWITCH sends a HEARTBEAT every 20."""
    last_words: float = 5.0
    """After the switch closed the link of commands, for that of events to be read to its end."""
    stall: float = 30.0
    """With the queue full and the handlers not taking; an unread socket freezes the switch (QUIRKS 1)."""
    queue: int = 2_000
    """Events waiting for the handlers, some 1 to 40 kB each."""
    queue_bytes: int = 32 * 1024 * 1024
    """Bytes of them together."""
    event: int = 2 * 1024 * 1024
    """Bytes of the largest event taken, a recorded call's have up to 14 kB; a larger one is passed over."""
    frame: int = 64 * 1024 * 1024
    """Bytes of the largest body read at all; the result of a job that is waited for may be as large."""
    backoff_first: float = 0.1
    backoff_most: float = 3.0
