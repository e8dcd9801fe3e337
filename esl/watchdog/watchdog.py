"""The watchdog of one node, as it goes on."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection

from ..provisioning.actual import Switch
from ..provisioning.phones import Phones
from . import known, snapshot
from .mend import mend, record
from .patience import Patience
from .sign import STATUS_WRONG
from .signs import signs
from .snapshot import Snapshot

logger = logging.getLogger(__name__)

EVERY = 3.0
"""Seconds between two looks."""
SHARE = 20
"""On a big node looks are further apart: this many times what one takes, so that they cost 5 % at most."""


class Watchdog:
    """Needs an application around it.

    ``phones`` is put right where the switch's own list disagrees; ``held`` are agents that may be reserved.
    """

    def __init__(
        self,
        node_id: int,
        node_name: str,
        switch: Switch,
        phones: Phones,
        held: Callable[[], Collection[str]] = frozenset,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.node_id = node_id
        self.node_name = node_name
        self._switch = switch
        self._phones = phones
        self._held = held
        self._monotonic = monotonic
        self._patience = Patience()
        self._next = 0.0
        self.seen: Snapshot | None = None
        """The last look; none since the link came up."""

    def forget(self) -> None:
        self.seen = None
        self._patience.forget()

    def look(self) -> Snapshot | None:
        """Compare, and mend what has stood for a while; what was seen, None when it is not time yet.

        Raises SwitchError when the link is lost.
        """
        began = self._monotonic()
        if began < self._next:
            return None
        self.seen = seen = snapshot.read(self._switch)
        house = known.read(self.node_id, seen.registered)
        for sign in self._patience.due(signs(seen, house, self._held()), self._monotonic()):
            if sign.kind == STATUS_WRONG:
                self._phones.correct(house.phones[sign.about], seen.registrations)
            replies = mend(self._switch, sign)
            if replies is not None:
                record(self.node_name, sign, replies, house.tenants)
        self._next = self._monotonic() + SHARE * (self._monotonic() - began)
        return seen
