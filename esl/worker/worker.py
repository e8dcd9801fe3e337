"""The worker itself: which nodes are its own, the folding of call records, its end."""

from __future__ import annotations

import logging
import signal
from collections.abc import Sequence
from datetime import timedelta

import gevent
from flask import Flask
from gevent.event import Event as Flag

from seatyard import claims
from seatyard.app import settings_of
from seatyard.claims import Claim
from seatyard.db import snapshot
from seatyard.errors import SeatyardError
from seatyard.watch import readiness, serving
from seatyard.watch.registry import PROCESS
from tenants import tenures
from tenants.numbers import days
from tenants.onboarding import arrangements

from ..calls import parts
from ..calls.fold import fold_batch
from ..flows import holidays
from ..outages.database import EVERY as DATABASE_EVERY
from ..outages.database import DatabaseWatch
from ..prompts.speaking import Speaking
from ..reconcile.continuous import EVERY as RECONCILE_EVERY
from ..reconcile.continuous import Continuous
from ..recordings import local
from ..session import Address
from ..session.nodes import address_of, named
from ..webhooks import service as webhooks
from ..webhooks.sending import EVERY as WEBHOOKS_EVERY
from ..webhooks.sending import Sending
from . import database
from .bells import EVERY as BELLS_EVERY
from .bells import Bells
from .ears import TAKE_EVERY as TAKE_HANGUPS_EVERY
from .ears import Ears
from .loops import every
from .metrics import Metrics
from .node import NodeWorker

logger = logging.getLogger(__name__)

NODES_EVERY = 2.0
FOLD_EVERY = 1.0
SPEAK_EVERY = 2.0
TAKE_EVERY = 3.0
SWEEP_EVERY = 1800.0
WHILE_AWAY = timedelta(days=3650)
TURN_EVERY = 5.0
"""Seconds past local midnight within which a seat is there, or gone."""
RENEW_EVERY = 3600.0
FORGET_EVERY = 3600.0
FOLD_BATCH = 200
"""Call records folded at a time: nobody else runs meanwhile."""


def _turn(back: timedelta = tenures.RECENT) -> None:
    """Leases first: a queue that changes on the same day has them."""
    tenures.turn(back)
    arrangements.turn()
    days.turn()


def _take_in() -> None:
    """Others run between the pieces of a long file."""
    local.take_all(gevent.sleep)


class Worker:
    """Takes care of the named nodes, or of all, new ones too, unless another worker does already.

    A node has one worker: it holds a claim on it, and a second one stands by for its end.
    """

    def __init__(self, app: Flask, names: Sequence[str]) -> None:
        self.app = app
        self.names = names
        self.stopping = Flag()
        self.ears = Ears(app)
        self.bells = Bells(lambda: self._mine)
        self._mine: dict[int, tuple[Claim, NodeWorker]] = {}

    def run(self) -> None:
        """Run until SIGTERM or SIGINT. InvalidInput or NotFound at once, when it cannot begin.

        A database that is not there yet is waited for.
        """
        database.await_current(self.app)
        with self.app.app_context():
            self._wanted()
            _turn(WHILE_AWAY)
        if (address := settings_of(self.app).metrics) is not None:
            figures = Metrics(self._nodes, self.ears.by_node.values)
            serving.expose(self.app, address, "SEATYARD_METRICS", [figures, PROCESS])
        for number in (signal.SIGTERM, signal.SIGINT):
            gevent.signal_handler(number, self.stopping.set)
        loops = [
            every(NODES_EVERY, "looking after nodes", self._look_after_nodes, self.app, self.stopping),
            every(BELLS_EVERY, "asking what waits for nodes", self.bells.step, self.app, self.stopping),
            every(TURN_EVERY, "making so what was asked for ahead", _turn, self.app, self.stopping),
            every(RENEW_EVERY, "renewing holidays", holidays.renew, self.app, self.stopping),
            every(
                DATABASE_EVERY,
                "asking the database",
                DatabaseWatch(lambda: self._mine).step,
                self.app,
                self.stopping,
            ),
            every(TAKE_HANGUPS_EVERY, "taking hang-ups in", self.ears.take_in, self.app, self.stopping),
            every(SPEAK_EVERY, "speaking prompts", Speaking().step, self.app, self.stopping),
            every(TAKE_EVERY, "taking in recordings", _take_in, self.app, self.stopping),
            every(SWEEP_EVERY, "deleting recordings", local.sweep, self.app, self.stopping),
            every(
                WEBHOOKS_EVERY, "telling tenants' systems", Sending(self.app).step, self.app, self.stopping
            ),
            every(FORGET_EVERY, "forgetting old messages", webhooks.forget, self.app, self.stopping),
            every(
                RECONCILE_EVERY, "comparing hang-ups with records", Continuous().step, self.app, self.stopping
            ),
            every(parts.EVERY, "making months ahead", parts.keep_ahead, self.app, self.stopping),
            every(FOLD_EVERY, "folding", lambda: fold_batch(FOLD_BATCH), self.app, self.stopping),
        ]
        self.stopping.wait()
        readiness.ending()
        logger.info("ending")
        gevent.joinall(loops)
        self.leave_all()
        logger.info("ended")

    def leave_all(self) -> None:
        """Let every node go, and hear none any more."""
        for node_id in list(self._mine):
            self._leave(node_id)
        self.ears.stop()

    def _nodes(self) -> list[NodeWorker]:
        return [worker for _, worker in self._mine.values()]

    def _wanted(self) -> dict[int, Address]:
        with snapshot():
            wanted = {}
            for node in named(self.names):
                try:
                    wanted[node.id] = address_of(node)
                except SeatyardError as error:
                    logger.error("%s", error)
            return wanted

    def _look_after_nodes(self) -> None:
        wanted = self._wanted()
        self.ears.listen(wanted)
        for node_id, (claim, worker) in list(self._mine.items()):
            if wanted.get(node_id) != worker.address or not claim.held():
                logger.warning("%s: no longer ours as it was", worker.address)
                self._leave(node_id)
        for node_id in wanted.keys() - self._mine.keys():
            taken = claims.take(f"node:{node_id}")
            if taken is not None:
                self._begin(node_id, wanted[node_id], taken)

    def _begin(self, node_id: int, address: Address, claim: Claim) -> None:
        """What fails lets the claim go: another worker may have it, or this one when it looks again."""
        try:
            ended = self.ears.by_node[node_id].ended
            worker = NodeWorker(self.app, node_id, address, ended=ended, bells=self.bells)
            worker.start()
        except Exception:
            claim.release()
            logger.exception("%s: its care cannot begin", address)
        else:
            self._mine[node_id] = claim, worker
            logger.info("%s: taken care of", address)

    def _leave(self, node_id: int) -> None:
        claim, worker = self._mine.pop(node_id)
        try:
            worker.stop()
        except Exception:
            logger.exception("%s: its care did not end well", worker.address)
        finally:
            claim.release()
