"""Messages as Stripe sends them: signed, at least once, in any order, again until they are taken."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import stripe

Post = Callable[[bytes, dict[str, str]], int]
"""Sends a body with its head; the receiver's status."""


def body_of(event: dict[str, Any]) -> bytes:
    return json.dumps(event, indent=2).encode()


def signed(body: bytes, secret: str, at: int) -> dict[str, str]:
    header = stripe.WebhookSignature.generate_signature_header(body.decode(), secret, at)
    return {"Stripe-Signature": header, "Content-Type": "application/json"}


@dataclass
class Messages:
    """Those of a loopback, on their way to one receiver."""

    events: list[dict[str, Any]]
    secret: str
    now: Callable[[], int]
    times: int = 1
    """How often each is sent."""
    order: random.Random | None = None
    """Shuffles what is sent at once; as they happened where there is none."""
    delayed: set[str] = field(default_factory=set)
    """Kinds that are held back until ``release``."""
    _sent: int = 0
    _waiting: list[dict[str, Any]] = field(default_factory=list)

    def deliver(self, post: Post) -> list[int]:
        """Send what is new and what was not taken; the statuses."""
        self._waiting += self.events[self._sent :]
        self._sent = len(self.events)
        now = [one for one in self._waiting if one["type"] not in self.delayed]
        self._waiting = [one for one in self._waiting if one["type"] in self.delayed]
        sending = now * self.times
        if self.order is not None:
            self.order.shuffle(sending)
        return list(self._each(sending, post))

    def release(self) -> None:
        self.delayed.clear()

    def _each(self, events: list[dict[str, Any]], post: Post) -> Iterator[int]:
        for event in events:
            body = body_of(event)
            status = post(body, signed(body, self.secret, self.now()))
            if not 200 <= status < 300:
                self._waiting.append(event)
            yield status
