"""Run it all and print the figures: ``python -m tests.bench``."""

from __future__ import annotations

import sys

from . import invoice, memory, rating


def main() -> None:
    """Rating first, which wants a quiet machine; one core is used."""
    title = f"rating, {rating.CALLS:,} calls"
    say(f"{title:<32}{'calls/s':>12}{'× naive':>9}{'evidence/s':>12}")
    for one in rating.run():
        ratio = f"{one.calls / one.naive:.1f}" if one.naive else "-"
        say(f"{one.title:<32}{one.calls:>12,.0f}{ratio:>9}{one.walked:>12,.0f}")
    say(f"\n{'an invoice of 10,000 seats':<42}{'intervals':>10}{'seconds':>10}")
    for billed in invoice.run():
        say(f"{billed.title:<42}{billed.intervals:>10,}{billed.seconds:>10.2f}")
    say(f"\n{'calls':>12}{'MB at most':>12}")
    for count, megabytes in memory.run():
        say(f"{count:>12,}{megabytes:>12.1f}")


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


main()
