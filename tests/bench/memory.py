"""The most memory that a month takes, by the number of its calls: each in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from billing.documents.fingerprints import fingerprint
from billing.engine import Call, Facts, bill
from tests.billing.cases import MARCH, agreement

from . import tariffs

COUNTS = (10_000, 100_000, 1_000_000)


@dataclass(frozen=True, slots=True)
class Source:
    """Calls that nobody holds: made anew at each walk."""

    count: int

    def __iter__(self) -> Iterator[Call]:
        return tariffs.calls(self.count)


def run() -> Iterator[tuple[int, float]]:
    """(calls, megabytes at most)"""
    for count in COUNTS:
        command = [sys.executable, "-m", __name__, str(count)]
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        yield count, float(said)


def peak(count: int) -> float:
    """Megabytes, after the bill, all of its evidence and the fingerprint."""
    made = bill(agreement({"call_charges": tariffs.terms("60/60")}), Facts(calls=Source(count)), MARCH)
    fingerprint(made)
    status = Path("/proc/self/status").read_text()  # getrusage would tell of the parent before exec
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


if __name__ == "__main__":
    sys.stdout.write(f"{peak(int(sys.argv[1])):.1f}")
