"""The framing alone, on a source that always has more: the worst case for everybody else in the process."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator

import pytest

from esl.session import LinkLost
from esl.session.frames import HEAD, PIECE, Frame, Frames
from tests.support.event_socket import capture, event, frames_of, reply

LARGE, MOST = 300_000, 100_000_000


class Source:
    """Says these pieces, never waits, and gives no more at once than ``step`` bytes."""

    def __init__(self, *said: bytes, step: int = MOST) -> None:
        self.said: Iterator[bytes] = filter(None, said)
        self.step = step
        self.breaths = 0
        self.most_read = 0
        self._left = memoryview(b"")
        self._read = 0

    def recv_into(self, buffer: memoryview, /) -> int:
        if not self._left:
            self._left = memoryview(next(self.said, b""))
        count = min(len(buffer), len(self._left), self.step)
        buffer[:count] = self._left[:count]
        self._left = self._left[count:]
        self._read += count
        self.most_read = max(self.most_read, self._read)
        return count

    def breathe(self) -> None:
        self.breaths += 1
        self._read = 0


def nothing(_kind: str, _beginning: bytes) -> bool:
    return False


def read(source: Source, wanted: Callable[[str, bytes], bool] = nothing) -> list[Frame]:
    frames = Frames(source, LARGE, MOST, wanted, source.breathe)
    found = []
    while (frame := frames.next()) is not None:
        found.append(frame)
    return found


def long(length: int) -> tuple[bytes, ...]:
    """An event of so many bytes, and one behind it; said in pieces, so that nobody holds it."""
    piece = b"x" * 1_000_000
    head = b"Content-Length: %d\nContent-Type: text/event-json\n\n" % length
    pieces = (piece,) * (length // len(piece))
    return head, *pieces, b"x" * (length % len(piece)), event(b"{}")


@pytest.mark.parametrize("step", [1, 2, 3, 7, 1000, MOST])
def test_frames_are_the_same_however_the_stream_is_cut(step: int) -> None:
    said = capture("esl/register.json.rx") + reply("+OK") + event(b"") + capture("esl/bgapi-caller.rx")
    found = read(Source(said, step=step))
    assert [bytes(one.body) for one in found] == [one.split(b"\n\n", 1)[1] for one in frames_of(said)]
    assert [one.kind for one in found].count("text/event-json") == said.count(b"text/event-json")
    assert "+OK" in [one.headers.get("Reply-Text") for one in found]


@pytest.mark.parametrize("length", [0, 1, PIECE - 1, PIECE, PIECE + 1, LARGE])
def test_bodies_around_the_size_of_a_piece(length: int) -> None:
    source = Source(*long(length))
    assert [len(one.body) for one in read(source)] == [length, 2]


def test_blank_lines_between_frames_are_none() -> None:
    assert [one.body for one in read(Source(b"\n\n\n" + event(b"1") + b"\n" + event(b"2")))] == [b"1", b"2"]


def test_a_large_event_that_nobody_wants_is_let_go_as_it_comes() -> None:
    source = Source(*long(50_000_000))
    tracemalloc.start()
    try:
        passed, after = read(source)
        held = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (passed.passed_over, passed.body, after.body) == (50_000_000, b"", b"{}")
    assert held < 3_000_000
    assert source.breaths >= 50_000_000 // PIECE
    assert source.most_read <= PIECE


def test_a_large_result_that_is_waited_for_is_taken_with_as_many_breaths() -> None:
    def wanted(kind: str, beginning: bytes) -> bool:
        asked.append((kind, len(beginning)))
        return True

    asked: list[tuple[str, int]] = []
    source = Source(*long(5_000_000))
    taken, after = read(source, wanted)
    assert (len(taken.body), taken.passed_over, after.body) == (5_000_000, 0, b"{}")
    assert asked == [("text/event-json", 4096)]
    assert source.most_read <= PIECE


def test_headers_without_an_end_are_not_kept() -> None:
    with pytest.raises(LinkLost, match="headers have no end"):
        read(Source(*[b"X-Header: x\n" * 1000] * 1000))
    with pytest.raises(LinkLost, match="headers have no end"):
        read(Source(b"x" * (HEAD + 1)))


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (event(b"{}")[:-1], "inside a body, after 1 of 2 bytes"),
        (b"".join(long(LARGE))[:LARGE], "inside a body"),
        (b"".join(long(LARGE + 1))[:LARGE], "inside a body"),
        (b"Content-Length: 2\nContent-", "inside a header"),
        (b"Content-Length: %d\nContent-Type: text/event-json\n\n" % (MOST + 1), f"at most {MOST}"),
        (
            b"Content-Length: %s\nContent-Type: text/event-json\n\n" % (b"9" * 5000),
            "a frame with Content-Length",
        ),
    ],
)
def test_what_is_no_frame(said: bytes, why: str) -> None:
    with pytest.raises(LinkLost, match=why):
        read(Source(said))
