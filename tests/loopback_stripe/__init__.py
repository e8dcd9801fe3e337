"""Stripe on the loopback, as far as Seatyard uses it: what its API keeps, refuses, repeats and tells.

It keeps first answers by idempotency key and refuses other parameters under it; amounts are whole minor
units; numbers are given at finalisation; messages are signed. Parameters are held against the types of the
installed library. Faults are put in front of any request: ``server``, ``faults``.
"""

from __future__ import annotations

from .faults import Fault
from .messages import Messages
from .server import Loopback, running

__all__ = ["Fault", "Loopback", "Messages", "running"]
