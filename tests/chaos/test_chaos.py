"""Two minutes of the chaos run: every call that the switches made is billed once, to the microsecond."""

from __future__ import annotations

import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import postgres

from .house import House
from .kinds import KINDS
from .outcome import Options, Outcome
from .report import lines
from .run import play

pytestmark = pytest.mark.xdist_group("chaos")

SECONDS, SEED, RATE = 120, 5, 20
"""A rate that two busy cores can carry; by hand it is driven to what the machine can do."""


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """Where PostgreSQL's user may look too; SIGTERM is as it was afterwards."""
    if postgres.binaries() is None:
        pytest.skip("no PostgreSQL binaries on this machine (Debian: apt-get install postgresql)")
    before = signal.getsignal(signal.SIGTERM)
    folder = Path(tempfile.mkdtemp(prefix="seatyard-chaos-"))
    yield folder
    signal.signal(signal.SIGTERM, before)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def outcome(home: Path) -> Outcome:
    (home / "chaos").mkdir()
    played = play(home / "chaos", Options(SECONDS, SEED, RATE))
    print("\n".join(lines(played)))  # noqa: T201  (pytest shows it with a failure)
    return played


def test_calls_made_are_calls_billed(outcome: Outcome) -> None:
    """Those too whose record the switch itself lost on a full disk: their hang-ups were heard."""
    assert outcome.reckoning.differences == ()


def test_seconds_talked_are_seconds_billed(outcome: Outcome) -> None:
    done = outcome.reckoning
    assert done.billed == done.charged
    assert done.metered == done.microseconds
    assert done.charged > SECONDS


def test_every_kind_of_fault_was_there(outcome: Outcome) -> None:
    assert outcome.faults.keys() == KINDS.keys()


def test_a_lost_record_is_rebuilt(home: Path) -> None:
    """The network says 200 for one record and throws it away."""
    (home / "liar").mkdir()
    liars = []

    def swallow(house: House) -> None:
        liars.extend(switch.posts for switch in house.switches)
        liars[0].swallow(1)

    played = play(home / "liar", Options(15, SEED, 4, faults=False), meanwhile=swallow)
    (uuid,) = liars[0].swallowed
    assert played.rebuilt == {uuid}
    assert played.reckoning.differences == ()
    assert "cdr_missing" not in played.findings
