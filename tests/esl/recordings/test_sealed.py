"""The sealed format: what it keeps, what it refuses, and that a middle is read without the rest."""

from __future__ import annotations

import io
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esl.recordings.errors import Damaged
from esl.recordings.sealed import HEADER_BYTES, TAG, Header, Unsealed, seal

KEY = bytes(range(32))
NAME = "7/recording"
CHUNK = 1 << 16


def sealed(audio: bytes, name: str = NAME, key: bytes = KEY) -> bytes:
    return b"".join(seal(io.BytesIO(audio), len(audio), name, 3, key))


def opened(raw: bytes, name: str = NAME, key: bytes = KEY, fetched: list[tuple[int, int]] | None = None):
    def fetch(start: int, end: int) -> bytes:
        if fetched is not None:
            fetched.append((start, end))
        return raw[start:end]

    return Unsealed(Header.read(raw), name, key, fetch)


@given(st.integers(0, 5 * CHUNK), st.integers(0, 5 * CHUNK), st.integers(0, 3 * CHUNK))
def test_any_part_of_it_is_what_was_sealed(length: int, start: int, many: int) -> None:
    audio = os.urandom(length)
    raw = sealed(audio)
    assert len(raw) == Header.read(raw).sealed_length
    file = io.BufferedReader(opened(raw))
    file.seek(start)
    assert file.read(many) == audio[start : start + many]
    file.seek(0)
    assert file.read() == audio


def test_a_seek_opens_no_more_than_it_must() -> None:
    raw, fetched = sealed(os.urandom(40 * CHUNK)), []
    file = opened(raw, fetched=fetched)
    file.seek(20 * CHUNK + 5)
    assert len(file.read(10)) == 10
    start = HEADER_BYTES + 20 * (CHUNK + TAG)
    assert fetched == [(start, start + CHUNK + TAG)]


def test_read_in_order_it_is_fetched_in_few_pieces() -> None:
    raw, fetched = sealed(os.urandom(64 * CHUNK)), []
    file = io.BufferedReader(opened(raw, fetched=fetched))
    assert len(file.read()) == 64 * CHUNK
    assert len(fetched) < 10


def test_two_files_of_one_key_share_nothing() -> None:
    audio = bytes(1000)
    assert sealed(audio)[HEADER_BYTES:] != sealed(audio)[HEADER_BYTES:]


@pytest.mark.parametrize("at", [0, 4, 5, 8, 15, 20, HEADER_BYTES, HEADER_BYTES + CHUNK, -1])
def test_a_changed_byte_is_refused(at: int) -> None:
    raw = bytearray(sealed(os.urandom(2 * CHUNK)))
    raw[at] ^= 1
    with pytest.raises(Damaged):
        io.BufferedReader(opened(bytes(raw))).read()


def test_another_name_or_key_is_refused() -> None:
    raw = sealed(b"audio")
    with pytest.raises(Damaged):
        opened(raw, name="8/recording").read(5)
    with pytest.raises(Damaged):
        opened(raw, key=bytes(32)).read(5)


def test_a_shortened_file_is_refused() -> None:
    raw = sealed(os.urandom(3 * CHUNK))
    cut = raw[: HEADER_BYTES + 2 * (CHUNK + TAG)]
    with pytest.raises(Damaged):
        io.BufferedReader(opened(cut)).read()


def test_chunks_do_not_change_places() -> None:
    raw = sealed(os.urandom(2 * CHUNK))
    first, second = (raw[HEADER_BYTES + n * (CHUNK + TAG) :][: CHUNK + TAG] for n in (0, 1))
    with pytest.raises(Damaged):
        opened(raw[:HEADER_BYTES] + second + first).read(1)


def test_a_source_that_ends_early_is_refused() -> None:
    with pytest.raises(Damaged, match="5 bytes early"):
        list(seal(io.BytesIO(b"12345"), 10, NAME, 1, KEY))


def test_what_is_no_sealed_recording() -> None:
    for raw in (b"", b"RIFF" + bytes(60), b"SYRC\x02" + bytes(60)):
        with pytest.raises(Damaged):
            Header.read(raw)


def test_the_bytes_of_the_format_stay() -> None:
    """Files that lie in stores must stay readable: the header as documented, a chunk under its nonce."""
    header = Header(key_version=3, length=5, salt=bytes(32))
    assert header.packed() == b"SYRC\x01\x10\x00\x00" + bytes([0, 0, 0, 3]) + bytes(7) + b"\x05" + bytes(32)
    chunk = bytes.fromhex("fa2954ad9716b6735e22126a850e37e090693f83f7")
    assert opened(header.packed() + chunk).read(5) == b"audio"
