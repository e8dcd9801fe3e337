"""Run it and print the figures: ``python -m tests.bench [SECTION]...``, by default the first three."""

from __future__ import annotations

import sys
from collections.abc import Callable

from . import (
    api,
    board,
    calls,
    close,
    cluster,
    commands,
    events,
    hostile,
    intake,
    invoice,
    memory,
    pages,
    provisioning,
    rating,
    reports,
    worker,
)


def show_rating() -> None:
    """One core is used; it wants a quiet machine."""
    title = f"rating, {rating.CALLS:,} calls"
    say(f"{title:<32}{'calls/s':>12}{'× naive':>9}{'evidence/s':>12}")
    for one in rating.run():
        ratio = f"{one.calls / one.naive:.1f}" if one.naive else "-"
        say(f"{one.title:<32}{one.calls:>12,.0f}{ratio:>9}{one.walked:>12,.0f}")


def show_invoice() -> None:
    say(f"\n{'an invoice of 10,000 seats':<42}{'intervals':>10}{'seconds':>10}")
    for billed in invoice.run():
        say(f"{billed.title:<42}{billed.intervals:>10,}{billed.seconds:>10.2f}")


def show_memory() -> None:
    say(f"\n{'calls':>12}{'MB at most':>12}")
    for count, megabytes in memory.run():
        say(f"{count:>12,}{megabytes:>12.1f}")


def show_provisioning() -> None:
    """Not among the others by default: it takes minutes, most of them to bring the tenants on."""
    made = provisioning.run()
    say(f"\n{made.switch}, {provisioning.TENANTS:,} tenants of {provisioning.SEATS} seats")
    say(f"{'all from nothing':<42}{made.first:>10.1f} s")
    say(f"{'a change, commit to acknowledgement':<42}{made.median:>10.3f} s, at most {made.slowest:.3f} s")


def show_calls() -> None:
    """Not among the others by default: it takes more than ten minutes, and a real FreeSWITCH."""
    made = calls.run()
    per = f"{made.calls / made.seconds:.1f} a second"
    say(f"\n{made.calls:,} calls in {made.seconds:,.0f} s, {per}, at most {made.waiting} waiting")
    say(f"{made.legs:,} legs: {made.missing} records missing, {made.doubled} doubled, {made.swept} fetched")
    say(f"agents at the end: {dict(made.agents)}; callers left in the queue: {made.left}")
    say(f"findings: {made.findings or 'none'}")
    for line in made.lag:
        say(line)


def show_intake() -> None:
    """Not among the others by default: it wants PostgreSQL, and a quiet machine."""
    title = "records a second of a core"
    say(f"\n{title:<32}{'ours':>9}{'database':>10}{'both':>9}{'of COPY':>9}{'by clock':>10}{'senders':>10}")
    copied = 0.0
    for one in intake.run():
        took = (one.spent.ours, one.spent.server, one.spent.both, one.spent.clock, one.senders)
        ours, server, both, clock, senders = (_rate(one.records, seconds) for seconds in took)
        copied = copied or one.spent.both / one.records
        share = f"{copied * one.records / one.spent.both:.0%}"
        say(f"{one.title:<32}{ours:>9}{server:>10}{both:>9}{share:>9}{clock:>10}{senders:>10}")


def _rate(count: int, seconds: float) -> str:
    """So many a second; nothing where the work took no time that can be told."""
    return f"{count / seconds:,.0f}" if seconds * 1000 > count / 1000 else ""


def show_reports() -> None:
    """Not among the others by default: it makes ten million calls first (``SEATYARD_BENCH_CALLS``)."""
    for at, one in enumerate(reports.run(say)):
        if not at:
            say(f"{'a question':<38}{'of December':<14}{'rows':>10}{'SELECT':>10}{'seconds':>10}{'ratio':>8}")
        ratio = one.seconds / one.bare
        bare = f"{one.of:<14}{one.rows:>10,}{one.bare:>10.4f}"
        say(f"{one.title:<38}{bare}{one.seconds:>10.4f}{ratio:>8.2f}")


def show_close() -> None:
    """Not among the others by default: it makes a million calls first (``SEATYARD_BENCH_CALLS``)."""
    bare = 0.0
    for one in close.run(say):
        bare = bare or one.seconds
        say(f"{one.title:<32}{one.seconds:>10.1f} s{one.seconds / bare:>8.1f} ×{one.megabytes:>8.0f} MB")


def show_events() -> None:
    """Not among the others by default: it is of the switch's side."""
    found = events.run()
    stock = found[events.STOCK][0].per_second
    say(f"\n{'events of a real call':<24}{'events/s':>10}{'× stock':>9}   in a burst of {events.BURST:,}:")
    say(f"{'':<43}{'first':>9}{'pause':>9}{'memory':>10}")
    for who, (many, burst) in found.items():
        speed = f"{who:<24}{many.per_second:>10,.0f}{many.per_second / stock:>9.1f}"
        say(f"{speed}{burst.first:>7.3f} s{burst.pause:>7.3f} s{burst.megabytes:>7.1f} MB")


def show_worker() -> None:
    """Not among the others by default: it is of the switch's side."""
    title = "a call between two, by event"
    say(f"\n{title:<32}{'events':>8}{'bytes':>9}{'parsed':>11}{'heard':>11}")
    costs = worker.run()
    for one in costs:
        took = f"{one.parsed:>8.1f} µs{one.heard:>8.1f} µs"
        say(f"{one.name:<32}{one.events:>8}{one.bytes:>9,}{took}")
    sent = sum(one.parsed + one.heard for one in costs if one.name != "CHANNEL_DESTROY")
    say(f"calls a second of one core: {1e6 / sent:,.0f}; of calls the switch sends no CHANNEL_DESTROY")


def show_hostile() -> None:
    """Not among the others by default: it is of the switch's side, and waits for time limits."""
    say(f"\n{'a hostile switch':<34}{'over after':>11}{'connected':>11}{'others wait':>13}{'memory':>10}")
    for one in hostile.run():
        figures = f"{one.seconds:>9.3f} s{one.connections:>10}×{one.pause:>11.3f} s{one.megabytes:>7.1f} MB"
        say(f"{one.kind:<34}{figures}")


def show_api() -> None:
    """Not among the others by default: it wants PostgreSQL, and a quiet machine."""
    say(
        f"\n{api.TENANTS:,} tenants, {api.RATE} requests a second of {api.WORKERS} workers, {api.SECONDS:g} s"
    )
    say(f"{'':<24}{'answers/s':>10}{'p50':>9}{'×':>7}{'p95':>9}{'×':>7}{'p99':>9}{'×':>7}{'errors':>8}")
    empty: api.Measured | None = None
    for one in api.run():
        empty = empty or one
        pairs = ((one.p50, empty.p50), (one.p95, empty.p95), (one.p99, empty.p99))
        took = "".join(f"{1000 * mine:>6.1f} ms{mine / bare:>7.1f}" for mine, bare in pairs)
        say(
            f"{one.title:<24}{one.rate:>10.1f}{took}{sum(one.errors.values()):>8} {one.errors or ''}".rstrip()
        )


def show_pages() -> None:
    """Not among the others by default: it makes 100,000 seats and ten million calls first
    (``SEATYARD_BENCH_TENANTS``, ``SEATYARD_BENCH_CALLS``)."""
    for at, one in enumerate(pages.run(say)):
        if not at:
            say(f"{'of':<9}{'as':<10}{'page':<64}{'p50':>10}{'p95':>10}{'slowest':>10}")
        if one.status != 200:
            continue
        slow = one.slowest.seconds if one.slowest else 0.0
        times = "".join(f"{1000 * seconds:>7.1f} ms" for seconds in (one.p50, one.p95, slow))
        say(f"{one.of:<9}{one.role:<10}{one.page:<64}{times}{'  !' if one.p95 > pages.BOUND else ''}")
        if one.p95 > pages.BOUND and one.slowest:
            say(f"{one.slowest.text}\n{one.slowest.plan}\n")


def show_board() -> None:
    """Not among the others by default: it wants PostgreSQL, and a quiet machine."""
    made = board.run()
    rate = f"{board.RATE:g} calls a second, {board.PERSONS * board.EACH} boards open, {board.SECONDS:g} s"
    say(f"\na live board of {board.SEATS} seats, {rate}")
    for title, share in (("worker", made.worker), ("web", made.web), ("database", made.database)):
        say(f"{title:<32}{share:>8.1%} of a core")
    say(f"{'together':<32}{made.all:>8.1%} of a core")
    late = ", ".join(f"p{part:g} {made.late(part):.2f} s" for part in (50, 99, 100))
    say(f"{'a caller joins, a browser has it':<34}{late} of {len(made.seconds):,}")


def show_cluster() -> None:
    """Not among the others by default: it is of the switch's side, and wants a quiet machine for long."""
    size = cluster.SIZE
    say(f"\n{size.nodes} nodes, {size.tenants:,} tenants, {size.all_seats:,} seats; each in ms of a core")
    say(f"{'':<44}{'of':>9}{'seconds':>9}{'web':>9}{'worker':>9}{'database':>9}{'switches':>9}")
    found = cluster.run(_say_phase)
    memory = f"worker {found.worker:.0f} MB, a web process {found.web:.0f} MB"
    say(f"memory: {memory}; events late {found.lag:.2f} s")


def _say_phase(phase: cluster.Phase) -> None:
    each = "".join(f"{1000 * spent / phase.count:>9.2f}" for spent in phase.spent.all)
    say(f"{phase.title:<44}{phase.count:>9,}{phase.clock:>9.1f}{each}")


def show_commands() -> None:
    """Not among the others by default: it is no matter of calls."""
    say(f"\n{'a start, processor time':<44}{'seconds':>9}{'× bare':>8}")
    bare = 0.0
    for one in commands.run():
        bare = bare or one.seconds
        say(f"{one.title:<44}{one.seconds:>9.2f}{one.seconds / bare:>8.1f}")


SECTIONS: dict[str, Callable[[], None]] = {
    "api": show_api,
    "board": show_board,
    "rating": show_rating,
    "invoice": show_invoice,
    "memory": show_memory,
    "pages": show_pages,
    "provisioning": show_provisioning,
    "calls": show_calls,
    "intake": show_intake,
    "reports": show_reports,
    "close": show_close,
    "cluster": show_cluster,
    "commands": show_commands,
    "events": show_events,
    "hostile": show_hostile,
    "worker": show_worker,
}


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


for name in sys.argv[1:] or ("rating", "invoice", "memory"):
    SECTIONS[name]()
