"""What waits in a file: in order, through a full disk and the end of its process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from esl.worker import spool as module
from esl.worker.spool import Spool

HOLDS = """
import sys, time
from pathlib import Path
from esl.worker.spool import Spool
spool = Spool.create(Path(sys.argv[1]))
for number in range(3):
    spool.put(b"line %d" % number)
print("there", flush=True)
time.sleep(60)
"""


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool.create(tmp_path / "spool")


def put(spool: Spool, *lines: bytes) -> None:
    for line in lines:
        spool.put(line)


def drained(spool: Spool, most: int = 2) -> list[bytes]:
    lines = []
    while some := spool.first(most):
        lines += some
        spool.taken(some)
    return lines


def test_first_in_first_out(spool: Spool) -> None:
    put(spool, b"a", b"b", b"c")
    assert spool.first(2) == spool.first(2) == [b"a", b"b"]
    spool.taken([b"a", b"b"])
    put(spool, b"d")
    assert (len(spool), drained(spool), len(spool)) == (2, [b"c", b"d"], 0)


def test_the_file_is_empty_when_nothing_waits_and_goes_with_the_end(spool: Spool) -> None:
    put(spool, b"a" * 1000)
    assert spool.path.stat().st_size == 1001
    drained(spool)
    assert spool.path.stat().st_size == 0
    spool.close()
    assert not spool.path.exists()


def test_what_waits_at_the_end_is_there_for_the_next(spool: Spool) -> None:
    put(spool, b"a", b"b", b"c")
    spool.taken(spool.first(1))
    assert Spool.inherit(spool.path) is None
    spool.close()
    heir = Spool.inherit(spool.path)
    assert heir is not None
    assert (len(heir), drained(heir)) == (3, [b"a", b"b", b"c"])  # rows are the same written twice
    heir.close()
    assert Spool.inherit(spool.path) is None


def test_a_killed_process_leaves_what_it_had(tmp_path: Path) -> None:
    path = tmp_path / "spool"
    with subprocess.Popen([sys.executable, "-c", HOLDS, path], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "there\n"
        assert Spool.inherit(path) is None
        holder.kill()
    heir = Spool.inherit(path)
    assert heir is not None
    assert drained(heir) == [b"line 0", b"line 1", b"line 2"]


@pytest.mark.parametrize("written", [None, 0, 3])
def test_a_full_disk_keeps_them_in_memory(
    spool: Spool, monkeypatch: pytest.MonkeyPatch, written: int | None
) -> None:
    """None of a line is written, some of it, or the system says so at once."""
    put(spool, b"before")
    real = os.pwrite

    def full(descriptor: int, line: bytes, offset: int) -> int:
        if written is None:
            raise OSError(28, "No space left on device")
        return real(descriptor, line[:written], offset)

    with monkeypatch.context() as patched:
        patched.setattr(os, "pwrite", full)
        put(spool, b"one", b"two")
    put(spool, b"after")
    assert spool.path.read_bytes() == b"before\n"
    assert len(spool) == 4
    assert drained(spool) == [b"before", b"one", b"two", b"after"]
    put(spool, b"again")
    assert spool.path.read_bytes() == b"again\n"


def test_memory_has_an_end(spool: Spool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "pwrite", lambda *_: 0)
    monkeypatch.setattr(module, "KEPT", 2)
    spool = Spool.create(spool.path.with_name("small"))
    put(spool, b"a", b"b", b"c")
    assert drained(spool) == [b"b", b"c"]
