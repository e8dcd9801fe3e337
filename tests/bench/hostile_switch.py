"""A switch in a process of its own, hostile or not: ``python -m tests.bench.hostile_switch [KIND]``.

Prints its port. A hostile one, told ``attack``, does what it is here for to who listens to its events.
"""

from __future__ import annotations

import sys

import gevent

from tests.support.event_socket import EMPTY, Switch, serving
from tests.support.hostility import Hostile


def serve(kind: str | None) -> None:
    switch = Hostile(kind) if kind else Switch()

    def answer(command: str) -> str | None:
        if isinstance(switch, Hostile) and command == "attack":
            gevent.spawn(switch.attack)
            return "+OK\n"
        return EMPTY.get(command)

    switch.answers = answer
    with serving(switch) as address:
        sys.stdout.write(f"{address.port}\n")
        sys.stdout.flush()
        while True:
            gevent.sleep(3600)


if __name__ == "__main__":
    serve(*sys.argv[1:] or (None,))
