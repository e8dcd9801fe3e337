"""Two switches in a process of their own, one of them hostile: ``python -m tests.bench.hostile_switch KIND``.

Prints their ports. The good one, told ``attack``, has the other one do what it is here for.
"""

from __future__ import annotations

import sys

import gevent

from tests.support.event_socket import EMPTY, Switch, serving
from tests.support.hostility import Hostile


def serve(kind: str) -> None:
    hostile, good = Hostile(kind), Switch()

    def answer(command: str) -> str | None:
        if command == "attack":
            gevent.spawn(hostile.attack)
            return "+OK\n"
        return EMPTY.get(command)

    good.answers = answer
    with serving(hostile) as one, serving(good) as other:
        sys.stdout.write(f"{one.port} {other.port}\n")
        sys.stdout.flush()
        while True:
            gevent.sleep(3600)


if __name__ == "__main__":
    serve(sys.argv[1])
