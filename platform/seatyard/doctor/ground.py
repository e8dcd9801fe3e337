"""What the ground floor looks at."""

from __future__ import annotations

from . import addresses, collector, database, disk, named, replica

CHECKS = {
    "files": named.check,
    "database": database.check,
    "replica": replica.check,
    "clock": database.check_clock,
    "addresses": addresses.check,
    "disk": disk.check,
    "traces": collector.check,
}
