"""What a WAV file tells of itself."""

from __future__ import annotations

import io

import pytest

from esl.recordings import wav
from seatyard.errors import InvalidInput

from . import sounds


def of(raw: bytes) -> wav.Wav:
    return wav.read(io.BytesIO(raw), len(raw))


def test_a_closed_file() -> None:
    found = of(sounds.wav(1.5))
    assert (found.closed, found.whole, found.length_ms) == (True, True, 1500)


@pytest.mark.parametrize("raw", [sounds.unclosed(0), sounds.unclosed(2), sounds.wav(2) + bytes(200)])
def test_one_that_is_still_written_is_not(raw: bytes) -> None:
    found = of(raw)
    assert (found.closed, found.whole) == (False, False)


def test_one_in_which_nobody_talked() -> None:
    found = of(sounds.wav(0))
    assert (found.closed, found.whole, found.length_ms) == (True, False, 0)


def test_its_header_can_be_completed() -> None:
    raw = sounds.unclosed(2)
    found = of(raw)
    assert wav.closed(found, raw[: found.audio_at]) + raw[found.audio_at :] == sounds.wav(2)


def test_other_chunks_are_passed_over() -> None:
    """mod_voicemail has the caller's name written into one before the audio."""
    plain = sounds.wav(1)
    told = b"LIST" + (13).to_bytes(4, "little") + b"INFOIARThello" + b"\0"
    raw = plain[:4] + (len(plain) + len(told) - 8).to_bytes(4, "little") + plain[8:36] + told + plain[36:]
    found = of(raw)
    assert (found.audio_at, found.whole, found.length_ms) == (44 + len(told), True, 1000)


@pytest.mark.parametrize(
    "raw", [b"", b"RIFF", b"ID3" + bytes(100), sounds.wav(1)[:36], b"RIFF\0\0\0\0WAVE" + b"\0" * 8]
)
def test_what_is_no_wav_file(raw: bytes) -> None:
    with pytest.raises(InvalidInput):
        of(raw)
