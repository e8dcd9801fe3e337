"""Files that people bring become what a telephone carries, or one line says why not."""

from __future__ import annotations

import io
import wave

import numpy as np
import pytest
import soundfile

from seatyard.errors import InvalidInput, TooLarge
from seatyard.sound import reading
from tests.support import sound


def read(content: bytes, longest: float = 10) -> bytes:
    return reading.telephone_wav(content, where="closed.wav", longest=longest)


def encoded(kind: str, subtype: str, rate: int = 16_000) -> bytes:
    tone = 0.3 * np.sin(2 * np.pi * 440 * np.arange(rate) / rate)
    made = io.BytesIO()
    soundfile.write(made, tone, rate, format=kind, subtype=subtype)
    return made.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        sound.wav(1, rate=44_100, channels=2),
        sound.wav(1, rate=8_000),
        encoded("WAV", "FLOAT"),
        encoded("WAV", "PCM_24"),
        encoded("WAV", "ULAW", 8_000),
        encoded("WAV", "ALAW", 8_000),
        encoded("MP3", "MPEG_LAYER_III"),
        encoded("OGG", "VORBIS"),
        encoded("OGG", "OPUS"),
    ],
    ids=["cd", "telephone", "float", "24-bit", "mu-law", "a-law", "mp3", "vorbis", "opus"],
)
def test_each_kind_becomes_the_same(content: bytes) -> None:
    heard = sound.samples(read(content))
    assert 0.95 < len(heard) / 8000 < 1.15
    assert sound.tone_share(heard[800:7200], 440) > 0.95
    assert 0.09 < sound.rms(heard[800:7200]) < 0.11


def test_what_a_telephone_cannot_carry_does_not_fold_back() -> None:
    """A tone of 5 kHz would be one of 3 kHz if every sixth sample were taken."""
    high = read(_mixed(5000, 400))
    heard = sound.samples(high)
    assert sound.tone_share(heard, 3000) < 1e-4
    assert sound.tone_share(heard, 400) > 0.95


def _mixed(*hertz: float) -> bytes:
    at = np.arange(48_000) / 48_000
    whole = sum(np.sin(2 * np.pi * pitch * at) for pitch in hertz) * 0.3
    made = io.BytesIO()
    soundfile.write(made, whole, 48_000, format="WAV", subtype="PCM_16")
    return made.getvalue()


def test_loud_and_quiet_come_out_alike() -> None:
    loud, quiet = (sound.rms(sound.samples(read(sound.wav(loud=level)))) for level in (0.9, 0.02))
    assert loud == pytest.approx(quiet, rel=0.05)


def test_an_offset_is_taken_out() -> None:
    tone = np.clip(0.3 * np.sin(2 * np.pi * 440 * np.arange(8000) / 8000) + 0.4, -1, 1)
    made = io.BytesIO()
    soundfile.write(made, tone, 8000, format="WAV", subtype="PCM_16")
    heard = sound.samples(read(made.getvalue()))
    assert abs(sum(heard) / len(heard)) < 0.01


OGG = encoded("OGG", "VORBIS")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "empty"),
        (b"hello, world", "not a sound file"),
        (b"\x7fELF" + b"\0" * 200, "not a sound file"),
        (sound.wav(2)[:9000], "truncated"),
        (sound.wav(11), "11 s long (allowed: up to 10 s)"),
        (sound.wav(loud=0.0005), "nothing is to be heard"),
        (OGG[: len(OGG) // 2], "truncated"),
        (OGG[:-1], "truncated"),
        (OGG[:200] + b"\0" * 400 + OGG[600:], "cannot be decoded"),
        (b"ID3" + b"\0" * 4000, "cannot be decoded"),
        (b"OggS" + b"\xff" * 4000, "truncated"),
    ],
    ids=lambda value: value if isinstance(value, str) else "sound",
)
def test_what_cannot_be_taken_is_one_line(content: bytes, told: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read(content)
    line = str(caught.value)
    assert line.startswith("closed.wav: ")
    assert told in line
    assert "(allowed: " in line
    assert "\n" not in line


def test_a_compressed_file_is_measured_as_it_is_decoded() -> None:
    with pytest.raises(InvalidInput, match="longer than 0 s"):
        read(encoded("MP3", "MPEG_LAYER_III"), longest=0.4)


def test_a_file_of_too_many_bytes_is_not_looked_at() -> None:
    with pytest.raises(TooLarge, match="up to 32 MB"):
        read(b"RIFF" + bytes(reading.MOST_BYTES))


def test_what_comes_out_is_plain() -> None:
    with wave.open(io.BytesIO(read(sound.wav(rate=22_050)))) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 8000)
