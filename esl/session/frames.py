"""The Event Socket's framing: header lines, a blank line, a body of Content-Length bytes."""

from __future__ import annotations

from typing import IO, NamedTuple

from seatyard.errors import InvalidInput

from .errors import LinkLost

LINE = 65_536
"""Bytes of the longest header line taken; FreeSWITCH's own frames stay far below."""


class Frame(NamedTuple):
    """One frame as it came; the body is never mixed with the headers (greenswitch did so)."""

    headers: dict[str, str]
    body: bytes = b""

    @property
    def content_type(self) -> str:
        return self.headers["Content-Type"]


def read(file: IO[bytes], most: int) -> Frame | None:
    """The next frame, or None at a clean end of the stream.

    Raises LinkLost when the stream ends inside a frame, when the frame has no
    Content-Type or no honest length, or when its body is over ``most`` bytes.
    """
    headers: dict[str, str] = {}
    while line := file.readline(LINE):
        if not line.endswith(b"\n"):
            raise LinkLost("the stream ended inside a header line, or the line is too long")
        text = line.decode("utf-8", "replace").rstrip("\r\n")
        if not text:
            if headers:
                return Frame(headers, _body(file, headers, most))
            continue
        name, _, value = text.partition(":")
        headers[name] = value.strip()
    if headers:
        raise LinkLost("the stream ended inside a frame's headers")
    return None


def _body(file: IO[bytes], headers: dict[str, str], most: int) -> bytes:
    if "Content-Type" not in headers:
        raise LinkLost(f"a frame without Content-Type: {sorted(headers)}")
    written = headers.get("Content-Length", "0")
    if not written.isascii() or not written.isdigit():
        raise LinkLost(f"a frame with Content-Length {written!r}")
    length = int(written)
    if length > most:
        raise LinkLost(f"a frame of {length} bytes", allowed=f"at most {most}")
    body = file.read(length) if length else b""
    if len(body) < length:
        raise LinkLost(f"the stream ended inside a body, after {len(body)} of {length} bytes")
    return body


def one_line(command: str) -> str:
    """The command, refused if a line break in it would make it two (command injection)."""
    if any(mark in command for mark in "\r\n\0"):
        raise InvalidInput("a line break in a switch command", where=repr(command[:60]))
    return command
