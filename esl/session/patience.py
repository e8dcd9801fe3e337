"""Waiting for the switch by the time in which this process could listen to it, and for everybody else.

A process that is busy, or was stopped for a while, finds at once that a time is over and that there is
something to read. Whoever looked at the clock first would take a switch that has answered for one that is
silent, and begin anew with it, which costs more than all else: a busy process would never come to rest.
"""

from __future__ import annotations

from typing import Any, Protocol

import gevent

LOOKS = 10
"""Turns of the loop, at least, in which what has come is read before it counts as not come."""


class Coming(Protocol):
    """gevent's ``Event`` or ``AsyncResult``."""

    def wait(self, timeout: float) -> Any: ...

    def ready(self) -> bool: ...


def came(what: Coming, seconds: float) -> bool:
    """Whether it came within so many seconds of listening."""
    for _ in range(LOOKS):
        what.wait(seconds / LOOKS)
        if what.ready():
            return True
    return False


def give_way(most: float) -> None:
    """Everybody else has their turn: until nobody has anything to do, or for ``most`` seconds where somebody
    always has. ``gevent.sleep(0)`` lets neither timers nor sockets have theirs while others do the same."""
    with gevent.Timeout(most, False):
        gevent.idle()
