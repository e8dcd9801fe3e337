"""A sound file that somebody brings: checked, then decoded in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys

from ..errors import InvalidInput, TooLarge
from . import wav

MOST_BYTES = 32 * 1024 * 1024
PATIENCE = 60
"""Seconds for the decoder, on a busy machine."""
FAULT = 3
"""Its exit status when the file is to blame; any other is a crash."""
KINDS = "WAV, MP3 or Ogg (Vorbis, Opus)"


def telephone_wav(content: bytes, *, where: str, longest: float) -> bytes:
    """The sound as a WAV of 8 kHz, one channel, 16 bits, evenly loud.

    ``longest`` in seconds. Raises InvalidInput or TooLarge with one line: what is wrong with the
    file called ``where``, and what would be taken.
    """
    if len(content) > MOST_BYTES:
        raise TooLarge(
            f"{len(content):,} bytes", where=where, allowed=f"up to {MOST_BYTES // 2**20} MB of {KINDS}"
        )
    if content.startswith(b"RIFF"):
        seconds = wav.header(content, where).seconds
        if seconds > longest:
            raise InvalidInput(f"{seconds:.0f} s long", where=where, allowed=f"up to {longest:.0f} s")
    elif content.startswith(b"OggS"):
        if not _ogg_ends(content):
            raise InvalidInput("truncated: its last page is not there", where=where, allowed="the whole file")
    elif not _is_mp3(content):
        raise InvalidInput("not a sound file" if content else "empty", where=where, allowed=KINDS)
    return _decoded(content, where, longest)


def _is_mp3(content: bytes) -> bool:
    """An ID3 tag, or a frame of MPEG audio layer III (ISO/IEC 11172-3, 2.4.2.3)."""
    if content.startswith(b"ID3"):
        return True
    return len(content) > 2 and content[0] == 0xFF and content[1] & 0xE6 == 0xE2


def _ogg_ends(content: bytes) -> bool:
    """Whether the last page says that it is the last (RFC 3533, 6), and is whole."""
    page = content[content.rfind(b"OggS") :]
    if len(page) < 27 or not page[5] & 0x04:
        return False
    segments = page[27 : 27 + page[26]]
    return len(segments) == page[26] and len(page) >= 27 + len(segments) + sum(segments)


def _decoded(content: bytes, where: str, longest: float) -> bytes:
    paths = os.pathsep.join(path for path in sys.path if path)
    environment = {"PYTHONPATH": paths, "OPENBLAS_NUM_THREADS": "1", "LC_ALL": "C.UTF-8"}
    command = [sys.executable, "-m", "seatyard.sound.decode", str(longest)]
    try:
        ran = subprocess.run(
            command, input=content, capture_output=True, env=environment, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        raise InvalidInput("took too long to decode", where=where, allowed=KINDS) from None
    if ran.returncode == FAULT and (told := ran.stderr.decode(errors="replace").strip().splitlines()[-1:]):
        message, _, allowed = told[0].removesuffix(")").partition(" (allowed: ")
        raise InvalidInput(message, where=where, allowed=allowed or KINDS)
    if ran.returncode:
        raise InvalidInput(f"broke its decoder ({ran.returncode})", where=where, allowed=KINDS)
    return ran.stdout
