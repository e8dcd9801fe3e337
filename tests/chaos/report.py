"""The outcome of a run as people read it."""

from __future__ import annotations

from collections.abc import Iterator

from .outcome import Outcome
from .reckoning import by_minute

LISTED = 50


def lines(outcome: Outcome) -> Iterator[str]:
    done, options = outcome.reckoning, outcome.options
    yield f"seed {options.seed}"
    yield f"{outcome.faults.total()} faults:"
    for kind, count in sorted(outcome.faults.items()):
        yield f"  {count:>5}  {kind}"
    wished = f"{outcome.rate:.1f} a second over two nodes; {options.rate:g} were wished for"
    yield f"{outcome.calls:,} calls in {outcome.seconds:,.0f} s: {wished}"
    yield (
        f"{outcome.legs:,} legs: {outcome.posted:,} records posted, {outcome.swept:,} fetched from error "
        f"folders, {outcome.lost:,} that a switch could not keep; {outcome.repeated:,} posts doubled; "
        f"{outcome.records:,} stored, {outcome.hangups:,} hang-ups heard"
    )
    yield f"{len(outcome.rebuilt):,} records that never came rebuilt from the hang-ups heard (meter rebuild)"
    yield f"calls to be billed {done.charged:,}, billed {done.billed:,}"
    yield f"talked by the switches' own logs {_seconds(done.microseconds)} s"
    yield f"billed {_seconds(done.metered)} s; rounded call by call {done.seconds:,} s"
    yield f"months closed only with a person's word: {', '.join(outcome.words) or 'none'}"
    findings = ", ".join(f"{kind} {count}" for kind, count in sorted(outcome.findings.items()))
    yield f"open findings: {findings or 'none'}"
    parts = ", ".join(f"{name} {seconds:.0f}" for name, seconds in outcome.worked.items())
    yield f"seconds of processor time, of those that lived to the end: {parts}"
    yield f"processes that died by themselves: {outcome.restarts}"
    silent = len(outcome.unexplained)
    yield f"differences: {len(done.differences)}, of them without a finding that tells of them: {silent}"
    if minutes := by_minute(done.differences, outcome.begin):
        counts = (f"{at}: {count} ({untold})" for at, (count, untold) in minutes.items())
        yield f"by the minute in which their call began (without a finding): {', '.join(counts)}"
    for one in done.differences[:LISTED]:
        yield f"  {one}"
    if len(done.differences) > LISTED:
        yield f"  and {len(done.differences) - LISTED} more"


def _seconds(microseconds: int) -> str:
    """Exactly, to the microsecond."""
    whole, rest = divmod(microseconds, 1_000_000)
    return f"{whole:,}.{rest:06}"
