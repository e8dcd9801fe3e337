"""A WAV file's header is believed only where it tells the truth."""

from __future__ import annotations

import contextlib
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seatyard.errors import InvalidInput
from seatyard.sound import wav
from tests.support import sound


def built(fmt: bytes, data: bytes, *, promised: int | None = None, before: bytes = b"") -> bytes:
    size = len(data) if promised is None else promised
    body = before + b"fmt " + struct.pack("<I", len(fmt)) + fmt + b"data" + struct.pack("<I", size) + data
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WAVE" + body


def fmt(
    encoding: int = 1, channels: int = 1, rate: int = 8000, bits: int = 16, block: int | None = None
) -> bytes:
    frame = channels * bits // 8 if block is None else block
    return struct.pack("<HHIIHH", encoding, channels, rate, rate * frame, frame, bits)


def test_what_it_says() -> None:
    header = wav.header(sound.wav(0.5, rate=44_100, channels=2))
    assert (header.channels, header.rate, header.bits, header.seconds) == (2, 44_100, 16, 0.5)


def test_other_chunks_are_passed_over() -> None:
    listing = b"LIST" + struct.pack("<I", 3) + b"abc\0"
    assert wav.header(built(fmt(), b"\0" * 160, before=listing)).frames == 80


def test_the_extensible_format() -> None:
    extended = fmt(0xFFFE) + struct.pack("<HHI", 22, 16, 0) + struct.pack("<H", 1) + b"\0" * 14
    assert wav.header(built(extended, b"\0" * 16)).encoding == wav.PCM


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"RIFF\0\0\0\0AVI ", "not a WAV file"),
        (b"RIFF\x04\0\0\0WAVE", "without its format"),
        (built(fmt(), b"")[:36], "without sound in it"),
        (built(fmt(), b"\0" * 100, promised=2000), "truncated: 100 of 2,000 bytes"),
        (built(fmt(), b"\0" * 100, promised=0xFFFFFFFF), "truncated"),
        (built(fmt(bits=12), b"\0" * 100), "encoding 0x0001 with 12 bits"),
        (built(fmt(encoding=0x55), b"\0" * 100), "encoding 0x0055"),
        (built(fmt(channels=6), b"\0" * 120), "6 channels"),
        (built(fmt(channels=0), b"\0" * 120), "0 channels"),
        (built(fmt(rate=4000), b"\0" * 100), "4,000 samples a second"),
        (built(fmt(rate=0), b"\0" * 100), "0 samples a second"),
        (built(fmt(block=4), b"\0" * 100), "contradicts itself"),
    ],
)
def test_what_is_wrong_is_named(content: bytes, told: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        wav.header(content, "closed.wav")
    line = str(caught.value)
    assert line.startswith("closed.wav: ")
    assert told in line
    assert "(allowed: " in line


@given(st.binary(max_size=80), st.integers(0, 60))
def test_no_damage_is_a_crash(junk: bytes, at: int) -> None:
    whole = sound.wav(0.01)
    for content in (junk, whole[:at] + junk + whole[at:], whole[:at] + junk, b"RIFF1234WAVE" + junk):
        with contextlib.suppress(InvalidInput):
            assert wav.header(content).frames >= 0
