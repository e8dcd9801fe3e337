"""The format in which a recording is kept: AES-256-GCM in chunks, so that one may read from the middle.

======  ====  ====================================================================================
offset  size  what
======  ====  ====================================================================================
0       4     ``SYRC``
4       1     version of this format: 1
5       1     chunk size as a power of two: 16 is 65,536 bytes of audio
6       2     0
8       4     version of the tenant's data key, big endian
12      8     bytes of audio, big endian
20      32    salt: random, new for every file
52            the chunks, in order: ciphertext, then its 16-byte tag
======  ====  ====================================================================================

Every chunk but the last holds exactly one chunk size of audio; audio of no bytes is one empty chunk.
The file's key is HKDF-SHA256 of the tenant's data key with the salt and the info ``seatyard recording 1``,
32 bytes, so no two files share one; the nonce of a chunk is its number, from 0, in 12 bytes big endian.
Each chunk authenticates, beside its audio, the 52 bytes of the header and the recording's name
(``<tenant id>/<recording id>``): a changed header, a chunk of another place, file or tenant, and a
shortened file are all refused.
"""

from __future__ import annotations

import io
import os
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from .errors import Damaged

MAGIC = b"SYRC"
VERSION = 1
CHUNK_POWER = 16
TAG = 16
SALT = 32
INFO = b"seatyard recording 1"
KEY_BYTES = 32

_HEADER = struct.Struct(f">4sBBHIQ{SALT}s")
HEADER_BYTES = _HEADER.size
_MOST_CHUNKS = 16
"""Chunks fetched at once while a reader goes straight on: few round trips, little memory."""


@dataclass(frozen=True)
class Header:
    """What stands before the chunks."""

    key_version: int
    length: int
    """Bytes of audio."""
    salt: bytes
    chunk_power: int = CHUNK_POWER

    @property
    def chunk(self) -> int:
        return 1 << self.chunk_power

    @property
    def chunks(self) -> int:
        return max(1, -(-self.length // self.chunk))

    @property
    def sealed_length(self) -> int:
        """Bytes of the whole file."""
        return HEADER_BYTES + self.length + self.chunks * TAG

    def packed(self) -> bytes:
        return _HEADER.pack(MAGIC, VERSION, self.chunk_power, 0, self.key_version, self.length, self.salt)

    @classmethod
    def read(cls, raw: bytes) -> Header:
        """The header at the beginning of a file. Raises Damaged."""
        if len(raw) < HEADER_BYTES:
            raise Damaged("shorter than a header")
        magic, version, power, _, key_version, length, salt = _HEADER.unpack(raw[:HEADER_BYTES])
        if magic != MAGIC or version != VERSION or not 10 <= power <= 24:
            raise Damaged("not a sealed recording of a known version")
        return cls(key_version, length, salt, power)

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Where the chunks ``first`` to ``last``, the last included, lie in the file: [start, end)."""
        sealed = self.chunk + TAG
        return HEADER_BYTES + first * sealed, min(HEADER_BYTES + (last + 1) * sealed, self.sealed_length)


def seal(audio: BinaryIO, length: int, name: str, key_version: int, data_key: bytes) -> Iterator[bytes]:
    """The sealed file of the next ``length`` bytes of ``audio``, piece by piece. Damaged if it has fewer."""
    header = Header(key_version, length, os.urandom(SALT))
    cipher, beside = _cipher(header, data_key), header.packed() + name.encode()
    yield header.packed()
    for number in range(header.chunks):
        wanted = min(header.chunk, length - number * header.chunk)
        chunk = _exactly(audio, wanted)
        yield cipher.encrypt(_nonce(number), chunk, beside)


class Unsealed(io.RawIOBase):
    """A sealed recording as a seekable file of audio; only the chunks that are read are fetched and opened.

    ``fetch(start, end)`` gives bytes of the sealed file. A wrong key, name or byte raises Damaged.
    """

    def __init__(
        self, header: Header, name: str, data_key: bytes, fetch: Callable[[int, int], bytes]
    ) -> None:
        self.header = header
        self._cipher = _cipher(header, data_key)
        self._beside = header.packed() + name.encode()
        self._fetch = fetch
        self._at = 0
        self._first, self._audio = 0, b""
        self._ahead = 1

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.header.length}[whence]
        self._at = max(0, base + offset)
        return self._at

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        piece = self._piece(len(view))
        view[: len(piece)] = piece
        return len(piece)

    def _piece(self, most: int) -> bytes:
        """Up to ``most`` bytes from where we are; none at the end."""
        if self._at >= self.header.length or most == 0:
            return b""
        if not self._first <= self._at < self._first + len(self._audio):
            self._open()
        start = self._at - self._first
        piece = self._audio[start : start + most]
        self._at += len(piece)
        return piece

    def _open(self) -> None:
        """Fetch and open the chunks from here on; more of them as long as they are read in order."""
        in_order = self._audio and self._at == self._first + len(self._audio)
        self._ahead = min(self._ahead * 2, _MOST_CHUNKS) if in_order else 1
        first = self._at // self.header.chunk
        last = min(first + self._ahead, self.header.chunks) - 1
        start, end = self.header.span(first, last)
        raw = self._fetch(start, end)
        if len(raw) != end - start:
            raise Damaged("shorter than its header says")
        sealed = self.header.chunk + TAG
        self._first = first * self.header.chunk
        self._audio = b"".join(
            self._opened(number, raw[(number - first) * sealed : (number - first + 1) * sealed])
            for number in range(first, last + 1)
        )

    def _opened(self, number: int, sealed: bytes) -> bytes:
        try:
            return self._cipher.decrypt(_nonce(number), sealed, self._beside)
        except InvalidTag:
            raise Damaged(f"chunk {number} is not what was sealed") from None


def _cipher(header: Header, data_key: bytes) -> AESGCM:
    derived = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=header.salt, info=INFO).derive(data_key)
    return AESGCM(derived)


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")


def _exactly(audio: BinaryIO, wanted: int) -> bytes:
    """A pipe may give less than asked for, a file never does before its end."""
    chunk = audio.read(wanted)
    while len(chunk) < wanted:
        more = audio.read(wanted - len(chunk))
        if not more:
            raise Damaged(f"ended {wanted - len(chunk)} bytes early")
        chunk += more
    return chunk
