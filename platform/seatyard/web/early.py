"""Requests that are answered later, without a thread meanwhile: what comes in bursts and waits for a commit.

A feature that has such a request registers a door for it. The door takes what is plain and in order; all
else goes on to the ordinary route, which holds the same rules and says what is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from flask import Flask

_EXTENSION = "early"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that came whole."""

    path: str
    query: str
    """As it was sent, its bytes as Latin-1."""
    authorization: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: Mapping[str, Any]
    """Sent as JSON."""
    headers: Mapping[str, str] = field(default_factory=dict)


class Door(Protocol):
    route: str
    """The template of the route that it answers in place of."""
    limit: int
    """Largest body that is read ahead for it, in bytes. Whoever sends it has not proved anything yet, and a
    process holds as many as it has connections."""

    def takes(self, head: bytes) -> bool:
        """Whether a request that begins so may be for this door: method, target."""

    def take(self, asked: Asked, told: Callable[[Answer], None]) -> bool:
        """Take the request, and call ``told`` once, from any thread; or leave it to its route: False.

        Called in the loop that serves everybody: it must not wait.
        """

    def tick(self) -> None:
        """Called about once a second: time to give up what waits too long."""


def register(app: Flask, door: Door) -> None:
    """One door an application."""
    app.extensions[_EXTENSION] = door


def door_of(app: Flask) -> Door | None:
    return app.extensions.get(_EXTENSION)
