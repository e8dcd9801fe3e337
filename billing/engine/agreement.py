"""A contract as the engine needs it: its term, and its clauses by date of effect."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from .amounts import Currency
from .clause import Applies, Clause, Term
from .facts import Ending
from .month import Month, midnight
from .spans import FOREVER, Span


@dataclass(frozen=True, slots=True)
class Version:
    """The clauses in force from a local day on, until the next version's."""

    starts: date
    clauses: tuple[Clause, ...]
    due_day: int
    """Of the month after the one that is billed; its last day where it is shorter."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """A contract: its clauses and its term."""

    term: Term
    currency: Currency
    versions: tuple[Version, ...]
    """In order of time; the first holds from the contract's first day."""

    @property
    def zone(self) -> ZoneInfo:
        return self.term.zone

    @property
    def span(self) -> Span:
        """The instants that the contract covers."""
        ends = midnight(self.term.ends + timedelta(days=1), self.zone) if self.term.ends else FOREVER
        return Span(midnight(self.term.starts, self.zone), ends)

    @property
    def months(self) -> str:
        """The months that it covers, for a message."""
        until = f" to {self.term.ends:%Y-%m}" if self.term.ends else ""
        return f"from {self.term.starts:%Y-%m}{until}"

    @property
    def counts(self) -> frozenset[str]:
        """The kinds of facts that matter to it: those its clauses count, and an end."""
        clauses = (clause for version in self.versions for clause in version.clauses)
        return frozenset({"endings", *(kind for clause in clauses for kind in clause.counts)})

    def ended(self, endings: Iterable[Ending]) -> Agreement:
        """The contract up to the first day on which a party ended it, if one did before its agreed end."""
        days = [one.on for one in endings]
        if not days:
            return self
        ends = min([*days, self.term.ends] if self.term.ends else days)
        return replace(self, term=replace(self.term, ends=ends))

    def active_in(self, month: Month) -> bool:
        return self.span.common(month.span) is not None

    def version(self, day: date) -> Version:
        """The one in force on a day; the first for a day before it."""
        return next((one for one in reversed(self.versions) if one.starts <= day), self.versions[0])

    def clause(self, name: str, day: date) -> Clause | None:
        """The clause of this name that is in force on a day."""
        return next((clause for clause in self.version(day).clauses if clause.name == name), None)

    def in_force(self, span: Span) -> Iterator[tuple[Clause, Span]]:
        """The clauses of a stretch of time, each with the part of it that it settles.

        A clause that counts single events follows the day of the event; every other one the terms
        of the first day (which a change of it may only fall on: ``billing.terms.changes``).
        """
        first = self.version(span.starts.astimezone(self.zone).date())
        for clause in first.clauses:
            if clause.applies is Applies.MONTH:
                yield clause, span
        yield from _joined(
            (clause, part)
            for version, part in self._parts(span)
            for clause in version.clauses
            if clause.applies is Applies.DAY
        )

    def _parts(self, span: Span) -> Iterator[tuple[Version, Span]]:
        starts = [self.span.starts, *(midnight(one.starts, self.zone) for one in self.versions[1:])]
        for version, begins, ends in zip(self.versions, starts, [*starts[1:], FOREVER], strict=True):
            part = Span(begins, ends).common(span)
            if part is not None:
                yield version, part


def _joined(parts: Iterable[tuple[Clause, Span]]) -> list[tuple[Clause, Span]]:
    """Parts of a clause that a change left as it is are one: it changes no line."""
    joined: list[tuple[Clause, Span]] = []
    for clause, part in parts:
        at = next((at for at, (known, _) in enumerate(joined) if known == clause), None)
        if at is not None and joined[at][1].ends == part.starts:
            joined[at] = (clause, Span(joined[at][1].starts, part.ends))
        else:
            joined.append((clause, part))
    return joined
