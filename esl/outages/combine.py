"""Signals in, outages out: a pure machine. One signal alone is a question; two that agree are an outage.

**The rule.** A signal is silent from its last proof of service to its first proof after it: nobody can
say when within it service ended or came back. An outage is the time in which both signals of a pair
(``kinds.PAIRS``) are silent: it begins at the later of their last proofs, and ends at the first proof
of either. So the tenant has the benefit of the doubt for as long as nobody proved that there was
service, and the operator that of every proof: nothing is an outage that any of the two contradicts.

A signal that has never proved anything says nothing: an address that a firewall keeps from us is not down.
All moments are of one clock, the switch's own as far as it is known (``moments``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from .kinds import KINDS, PAIRS


@dataclass(frozen=True, slots=True)
class Seen:
    """A look at the node: whether this signal proves service, and what was seen in its place."""

    signal: str
    at: datetime
    ok: bool
    what: str = ""


@dataclass(frozen=True, slots=True)
class Silence:
    """A signal that is silent."""

    signal: str
    since: datetime
    """Its last proof of service."""
    noticed: datetime
    what: str
    """What was seen when it was noticed."""


@dataclass(frozen=True, slots=True)
class Begun:
    """An outage, as two signals see it."""

    kind: str
    starts_at: datetime
    silences: tuple[Silence, ...]


@dataclass(frozen=True, slots=True)
class Grown:
    """The outage goes on, and more is silent; its kind is the gravest so far."""

    kind: str
    silences: tuple[Silence, ...]


@dataclass(frozen=True, slots=True)
class Ended:
    """No two signals agree any more."""

    ends_at: datetime
    signal: str
    """Whose proof of service it was."""
    what: str = "service again"


@dataclass(frozen=True, slots=True)
class Alone:
    """A signal was silent for a while, and no other agreed: a finding, not an outage."""

    signal: str
    since: datetime
    until: datetime
    what: str


Change = Begun | Grown | Ended | Alone


@dataclass(slots=True)
class _Open:
    kind: str
    ends_not_before: datetime


@dataclass(slots=True)
class Combiner:
    """Of one node. Feed it in the order in which things were seen."""

    proofs: dict[str, datetime] = field(default_factory=dict)
    """The last proof of service of each signal, also over the worker's own restarts."""
    silent: dict[str, Silence] = field(default_factory=dict)
    _open: _Open | None = None
    _ended_at: datetime | None = None
    _agreed: set[str] = field(default_factory=set)
    """Silent signals that another has agreed with."""

    @classmethod
    def resumed(
        cls, proofs: Mapping[str, datetime], kind: str, starts_at: datetime, silent: Iterable[str]
    ) -> Combiner:
        """As an earlier worker left it: with an outage that lasts, told by these signals."""
        made = cls(dict(proofs))
        for signal in silent:
            since = made.proofs.setdefault(signal, starts_at)
            made.silent[signal] = Silence(signal, since, starts_at, "silent when the worker ended")
        made._open = _Open(kind, starts_at)
        made._agreed = set(made.silent)
        return made

    @property
    def lasting(self) -> bool:
        """Whether there is an outage now."""
        return self._open is not None

    def feed(self, seen: Seen) -> list[Change]:
        """Take a look in; what it changes."""
        return self._proved(seen) if seen.ok else self._missed(seen)

    def forget(self, signal: str, at: datetime) -> list[Change]:
        """It is looked for elsewhere from now on, or no more: what it said counts no more."""
        self.proofs.pop(signal, None)
        if self.silent.pop(signal, None) is None:
            return []
        return self._ended(Ended(at, signal, "looked for no more, or elsewhere"))

    def _missed(self, seen: Seen) -> list[Change]:
        since = self.proofs.get(seen.signal)
        if since is None or seen.signal in self.silent:
            return []
        self.silent[seen.signal] = Silence(seen.signal, since, seen.at, seen.what)
        found = self._agreement()
        if found is None:
            return []
        kind, starts_at, together = found
        # One that has been silent since an outage that is over is evidence of the next one, too.
        known = self._agreed if self._open is not None else set[str]()
        fresh = tuple(self.silent[signal] for signal in sorted(together - known))
        self._agreed |= together
        if self._open is None:
            starts_at = max(starts_at, self._ended_at) if self._ended_at is not None else starts_at
            self._open = _Open(kind, starts_at)
            return [Begun(kind, starts_at, fresh)]
        if not fresh:
            return []
        self._open.kind = min(self._open.kind, kind, key=KINDS.index)
        return [Grown(self._open.kind, fresh)]

    def _proved(self, seen: Seen) -> list[Change]:
        before = self.proofs.get(seen.signal)
        self.proofs[seen.signal] = max(seen.at, before) if before is not None else seen.at
        gone = self.silent.pop(seen.signal, None)
        if gone is None:
            return []
        if seen.signal not in self._agreed:
            return [Alone(gone.signal, gone.since, seen.at, gone.what)]
        return self._ended(Ended(seen.at, seen.signal))

    def _ended(self, by: Ended) -> list[Change]:
        self._agreed.discard(by.signal)
        if self._open is None or self._agreement() is not None:
            return []
        ended = replace(by, ends_at=max(by.ends_at, self._open.ends_not_before))
        self._open, self._ended_at = None, ended.ends_at
        return [ended]

    def _agreement(self) -> tuple[str, datetime, set[str]] | None:
        """The gravest kind of which a pair is silent, since when any pair is, and all that agree."""
        pairs = [
            (kind, pair) for kind in KINDS for pair in PAIRS[kind] if all(one in self.silent for one in pair)
        ]
        if not pairs:
            return None
        begins = min(max(self.silent[one].since for one in pair) for _, pair in pairs)
        return pairs[0][0], begins, {one for _, pair in pairs for one in pair}
