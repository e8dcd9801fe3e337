"""What a run was asked for, and what came of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from .reckoning import Difference, Reckoning


@dataclass(frozen=True)
class Options:
    seconds: float
    """Of load and faults; the end comes on top."""
    seed: int
    rate: float
    """Calls a second that are wished for, over both nodes."""
    faults: bool = True


@dataclass(frozen=True)
class Outcome:
    options: Options
    faults: Counter[str]
    restarts: int
    """Processes that died by themselves and were started again."""
    begin: datetime
    """Of the calls, by the switches' clocks."""
    seconds: float
    """Of real time in which calls came."""
    calls: int
    """That came before no more were taken, by the switches' logs."""
    legs: int
    posted: int
    swept: int
    """Records taken in from error folders."""
    lost: int
    """Records that a switch could neither post nor write down."""
    rebuilt: frozenset[str]
    """Legs whose record never came, billed from what was heard of them (``meter rebuild``)."""
    repeated: int
    """Posts that the network doubled."""
    records: int
    hangups: int
    findings: dict[str, int]
    """That stand open at the end, by kind."""
    words: list[str]
    """Months that could be closed only with a person's word, because of open findings."""
    worked: dict[str, float]
    """Seconds of processor time by part, of those that lived to the end."""
    reckoning: Reckoning

    @property
    def rate(self) -> float:
        return self.calls / self.seconds

    @property
    def unexplained(self) -> list[Difference]:
        """Differences that nobody would hear of."""
        return [one for one in self.reckoning.differences if not one.told]
