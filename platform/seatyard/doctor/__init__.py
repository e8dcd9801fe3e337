"""Whether an installation is whole: each check tells what is so, and what to do where it is not.

The ground floor's checks are listed here, features add theirs in their ``init_app``. A check looks at one
thing, changes nothing, and may tell several lines (one a node).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator

from ..cli.faults import as_ours
from ..errors import SeatyardError
from .told import FAULT, OK, WARNING, Told, fault, ok, warning

__all__ = ["FAULT", "OK", "WARNING", "Told", "fault", "look", "ok", "register", "status", "warning"]

logger = logging.getLogger(__name__)

Check = Callable[[], Iterable[Told]]

_checks: dict[str, Check] = {}


def register(name: str, check: Check) -> None:
    """Add a check; the same name again replaces it."""
    _checks[name] = check


def look() -> Iterator[Told]:
    """What every check tells, as it is looked at. One that breaks off is a fault. Needs an application."""
    for name, check in _checks.items():
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


def _ground() -> None:
    from . import addresses, collector, database, disk, named, replica

    register("files", named.check)
    register("database", database.check)
    register("replica", replica.check)
    register("clock", database.check_clock)
    register("addresses", addresses.check)
    register("disk", disk.check)
    register("traces", collector.check)


_ground()
