"""Synthetic calls: does the node take a call, and does its dialplan answer one?

Both stay inside the switch (``loopback``): no carrier, no seat, no tenant and no way in from outside has
to do with them. They leave no call record (``process_cdr``), so nobody is billed, and nothing is missing.
"""

from __future__ import annotations

import time

from seatyard.errors import SwitchError

from ..session import LinkLost, Session
from .combine import Seen
from .kinds import CALL_BARE, CALL_ROUTED
from .signals import Signals

EVERY = 5.0
"""Seconds between two calls while one fails, which is how finely its end is known."""
ROUND = 60.0
"""Likewise while none does."""
RINGS = 5
"""Seconds until nobody has answered."""
PATIENCE = 15.0
"""Seconds until the switch has said what came of it."""

CONTEXT, NUMBER = "seatyard-check", "check"
"""Where the folder of ``node conf`` answers (``dialplan/check.xml``)."""
SETTING = "seatyard_check"
"""The node's global variable that says that it does."""
UNRECORDED = "process_cdr"
"""``false`` on a leg: no call record is made of it."""

_GIVEN = f"{{{UNRECORDED}=false,loopback_export={UNRECORDED},originate_timeout={RINGS}}}"
COMMANDS = {
    CALL_ROUTED: f"originate {_GIVEN}loopback/{NUMBER}/{CONTEXT} &hangup",
    CALL_BARE: f"originate {_GIVEN}loopback/m:~:answer~echo/{CONTEXT}/inline &hangup",
}


class Calling:
    """For one node. ``step`` needs an application around it."""

    def __init__(self, session: Session, signals: Signals) -> None:
        self._session = session
        self._signals = signals
        self._called_at = -ROUND

    def step(self) -> None:
        """Place the calls when it is time, and write what they say."""
        failing = any(signal in self._signals.combiner.silent for signal in COMMANDS)
        if not failing and time.monotonic() - self._called_at < ROUND:
            return
        takes_them = self._takes_them() if self._session.up else None
        if takes_them is False:
            self._forget()
        if not takes_them:
            return
        self._called_at = time.monotonic()
        self._signals.look([seen for signal in COMMANDS if (seen := self._placed(signal)) is not None])
        self._signals.write()

    def _takes_them(self) -> bool | None:
        """Whether the node's folder has the number to call; one written before has not. None: unknown."""
        try:
            return self._session.bgapi(f"global_getvar {SETTING}").text.strip() == "true"
        except SwitchError:
            return None

    def _forget(self) -> None:
        """Calls that nobody places any more neither keep an outage open nor begin one where they ended."""
        for signal in COMMANDS:
            self._signals.forget(signal)
        self._signals.write()

    def _placed(self, signal: str) -> Seen | None:
        """What came of a call; None where that says nothing of the node's calls."""
        try:
            reply = self._session.bgapi(COMMANDS[signal], timeout=PATIENCE)
        except LinkLost:
            return None
        except SwitchError as error:
            return Seen(signal, self._signals.clock.now(), ok=False, what=error.message)
        at = reply.at or self._signals.clock.now()
        return Seen(signal, at, reply.accepted, reply.text.strip().partition("\n")[0][:100])
