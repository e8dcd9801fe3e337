"""An ear for every node that a worker is meant for, and what workers that were killed had heard."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from uuid import uuid4

from flask import Flask

from seatyard.app import settings_of

from ..session import Address, Limits
from .ear import LIMITS, Ear
from .hangups import Hangups
from .spool import Spool

logger = logging.getLogger(__name__)

TAKE_EVERY = 5.0


class Ears:
    """Their files lie in ``home/hangups``, one for each node and process: ``NODE-ANY.jsonl``."""

    def __init__(self, app: Flask, limits: Limits = LIMITS) -> None:
        self.app = app
        self.limits = limits
        self.folder = settings_of(app).home / "hangups"
        self.by_node: dict[int, Ear] = {}

    def listen(self, wanted: Mapping[int, Address]) -> None:
        """To these nodes, and no others. Needs no database."""
        for node_id, ear in list(self.by_node.items()):
            if wanted.get(node_id) != ear.address:
                self.by_node.pop(node_id).stop()
        for node_id in wanted.keys() - self.by_node.keys():
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            spool = Spool.create(self.folder / f"{node_id}-{uuid4().hex}.jsonl")
            ear = self.by_node[node_id] = Ear(self.app, node_id, wanted[node_id], spool, self.limits)
            ear.start()

    def take_in(self) -> None:
        """Write what ended workers of this machine left. Needs an application around it."""
        for path in sorted(self.folder.glob("*-*.jsonl")):
            node = path.name.partition("-")[0]
            if not node.isdecimal() or (spool := Spool.inherit(path)) is None:
                continue
            if spool:
                logger.info("%s: %d hang-ups that an ended worker heard", path.name, len(spool))
            try:
                hangups = Hangups(int(node), spool)
                while hangups.write():
                    pass
            finally:
                spool.close()

    def stop(self) -> None:
        self.listen({})
