"""Whether an installation is whole: each check tells what is so, and what to do where it is not.

The ground floor's checks are in ``ground``; features add theirs in their ``init_app``. A check looks at one
thing, changes nothing, and may tell several lines (one a node).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module

from ..cli.faults import as_ours
from ..errors import SeatyardError
from .told import FAULT, OK, WARNING, Told, fault, ok, warning

__all__ = ["FAULT", "OK", "WARNING", "Told", "consult", "fault", "look", "ok", "status", "warning"]

logger = logging.getLogger(__name__)

Check = Callable[[], Iterable[Told]]

_consulted = {"seatyard.doctor.ground": True}
"""Modules that have ``CHECKS``, by their names; in the order in which they are asked."""


def consult(module: str) -> None:
    """Look at the module's ``CHECKS`` too. It is imported once somebody looks: few do, and it needs much."""
    _consulted[module] = True


def checks() -> dict[str, Check]:
    return {name: check for module in _consulted for name, check in import_module(module).CHECKS.items()}


def look() -> Iterator[Told]:
    """What every check tells, as it is looked at. One that breaks off is a fault. Needs an application."""
    for name, check in checks().items():
        try:
            yield from check()
        except SeatyardError as error:
            yield fault(name, str(error))
        except Exception as error:
            logger.debug("%s", name, exc_info=True)
            ours = as_ours(error)
            said = str(ours) if ours else f"{type(error).__name__}: {error}".partition("\n")[0][:200]
            yield fault(name, f"cannot be looked at: {said}")


def status(told: Iterable[Told]) -> int:
    """Exit status: 0 all is well, 1 there are warnings, 2 there are faults."""
    return max((one.weight for one in told), default=0)
