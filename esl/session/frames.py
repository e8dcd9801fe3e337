"""The Event Socket's framing: header lines, a blank line, a body of Content-Length bytes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple, Protocol

from seatyard.errors import InvalidInput

from .errors import LinkLost

PIECE = 256 * 1024
"""Bytes asked of the kernel at once: in a burst many events come with one call."""
HEAD = 65_536
"""Bytes of the largest head taken; FreeSWITCH's own stay far below."""
BEGINNING = 4096
"""Bytes of a large body that tell whether it is wanted: FreeSWITCH puts the headers first, ``_body`` last."""

EVENT = "text/event-json"
_EVENT = re.compile(rb"Content-Length: (\d{1,12})\nContent-Type: text/event-json\n\n")
"""The head of nearly every frame, as FreeSWITCH writes it."""
_NO_LINES = re.compile(rb"\n*")
DIGITS = 12
"""Of the longest Content-Length read."""


class Frame(NamedTuple):
    """One frame as it came; the body is never mixed with the headers (greenswitch did so)."""

    kind: str
    """Its Content-Type."""
    body: bytes | bytearray = b""
    headers: dict[str, str] = {}
    """Of a frame that is no event."""
    passed_over: int = 0
    """Bytes of a large body that was not wanted, and is not here."""


class Source(Protocol):
    def recv_into(self, buffer: memoryview, /) -> int: ...


class Frames:
    """Those of one socket. All but bodies of more than a piece go through one buffer.

    ``wanted`` is asked about a body of more than ``large`` bytes, with its kind and its beginning; one
    that is not is read and let go, piece by piece. ``breathe`` is called before each piece: a source that
    always has more would otherwise let nobody else run.
    """

    def __init__(
        self,
        source: Source,
        large: int,
        most: int,
        wanted: Callable[[str, bytes], bool],
        breathe: Callable[[], None],
    ) -> None:
        self._source = source
        self._large, self._most = large, most
        self._wanted, self._breathe = wanted, breathe
        self._buffer = bytearray(PIECE)
        self._view = memoryview(self._buffer)
        self._begin = self._end = 0

    def next(self) -> Frame | None:
        """The next frame, or None at a clean end of the stream.

        Raises LinkLost when the stream ends inside a frame, when the frame has no
        Content-Type or no honest length, or when its body is over ``most`` bytes.
        """
        while True:
            if found := _EVENT.match(self._buffer, self._begin, self._end):
                self._begin = found.end()
                return self._event(int(found[1]))
            if blank := _NO_LINES.match(self._buffer, self._begin, self._end):
                self._begin = blank.end()
            if (end := self._buffer.find(b"\n\n", self._begin, self._end)) >= 0:
                head = bytes(self._view[self._begin : end])
                self._begin = end + 2
                return self._other(head)
            if self._end - self._begin > HEAD:
                raise LinkLost("a frame's headers have no end", allowed=f"at most {HEAD} bytes")
            if not self._more():
                if self._begin < self._end:
                    raise LinkLost("the stream ended inside a header")
                return None

    def _event(self, length: int) -> Frame:
        if length <= self._large:
            return Frame(EVENT, self._body(length))
        return self._large_one(EVENT, length, {})

    def _other(self, head: bytes) -> Frame:
        headers: dict[str, str] = {}
        for line in head.decode("utf-8", "replace").split("\n"):
            name, _, value = line.partition(":")
            headers[name] = value.strip()
        if (kind := headers.get("Content-Type")) is None:
            raise LinkLost(f"a frame without Content-Type: {sorted(headers)[:5]}")
        written = headers.get("Content-Length", "0")
        if not written.isascii() or not written.isdigit() or len(written) > DIGITS:
            raise LinkLost(f"a frame with Content-Length {written[:40]!r}")
        length = int(written)
        if length > self._large:
            return self._large_one(kind, length, headers)
        return Frame(kind, self._body(length), headers)

    def _large_one(self, kind: str, length: int, headers: dict[str, str]) -> Frame:
        if length > self._most:
            raise LinkLost(f"a frame of {length} bytes", allowed=f"at most {self._most}")
        while (there := self._end - self._begin) < min(length, BEGINNING):
            if not self._more():
                raise _cut_off(there, length)
        beginning = bytes(self._view[self._begin : self._begin + min(there, BEGINNING)])
        if self._wanted(kind, beginning):
            return Frame(kind, self._body(length), headers)
        for _ in self._pieces(length):
            pass
        return Frame(kind, b"", headers, passed_over=length)

    def _body(self, length: int) -> bytes | bytearray:
        if length > PIECE:
            body = bytearray()
            for piece in self._pieces(length):
                body += piece
            return body
        while (there := self._end - self._begin) < length:
            if not self._more():
                raise _cut_off(there, length)
        begin, self._begin = self._begin, self._begin + length
        return bytes(self._view[begin : self._begin])

    def _pieces(self, length: int) -> Iterator[memoryview]:
        """So many bytes as they come. Each piece is there until the next one is asked for."""
        left = length
        while left:
            if self._begin == self._end and not self._more():
                raise _cut_off(length - left, length)
            begin, self._begin = self._begin, min(self._begin + left, self._end)
            left -= self._begin - begin
            yield self._view[begin : self._begin]

    def _more(self) -> bool:
        """Receive a piece behind what is left, which moves to the front; false at the end of the stream."""
        left = self._end - self._begin
        if left and self._begin:
            self._view[:left] = self._view[self._begin : self._end]
        self._begin, self._end = 0, left
        self._breathe()
        count = self._source.recv_into(self._view[left:])
        self._end += count
        return count > 0


def _cut_off(there: int, length: int) -> LinkLost:
    return LinkLost(f"the stream ended inside a body, after {there} of {length} bytes")


def one_line(command: str) -> str:
    """The command, refused if a line break in it would make it two (command injection)."""
    if any(mark in command for mark in "\r\n\0"):
        raise InvalidInput("a line break in a switch command", where=repr(command[:60]))
    return command
