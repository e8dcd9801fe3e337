"""espeak-ng, a small formant synthesizer that Debian has: plain, but understood, in both languages.

A process a part of a text, without a shell; the text goes to its standard input, after everything
that it would take for phonemes or tags is out of it.
"""

from __future__ import annotations

import io
import subprocess
import wave

import numpy as np

from seatyard.sound import telephone
from seatyard.sound.telephone import Samples

from . import english, mandarin
from .errors import SpeechFailed
from .scripts import ZH, Part, parts

VOICES = {"zh": "cmn-latn-pinyin", "en": "en-us"}
PACE = 160
"""Words a minute, a syllable of pinyin counting as one; the engine's own 175 is fast for a telephone."""
PATIENCE = 20
"""Seconds; a part of a text takes some hundredths."""
BETWEEN_PARTS, AFTER_A_SENTENCE = 0.06, 0.25
"""Seconds of silence where the voice changes."""


class Engine:
    voice = "espeak-ng/1"
    """The number rises when pace, voices or readings change."""

    def __init__(self, program: str) -> None:
        self.program = program

    def speak(self, text: str, language: str) -> bytes:
        pieces: list[Samples] = []
        for part in parts(text, language):
            ended = part.text.rstrip()[-1:] in ",.;:?!、。"
            pause = telephone.silence(AFTER_A_SENTENCE if ended else BETWEEN_PARTS)
            pieces += [self._part(part), pause]
        spoken = np.concatenate(pieces[:-1])
        if not telephone.is_voice(spoken):
            raise SpeechFailed(f"nothing is to be heard of: {text[:40]}", where="espeak-ng")
        return telephone.file(telephone.levelled(spoken))

    def _part(self, part: Part) -> Samples:
        said = mandarin.pinyin(part.text) if part.language == ZH else english.words(part.text)
        if not said:
            return telephone.silence(0)
        return telephone.trimmed(_samples(self._run(VOICES[part.language], said)))

    def _run(self, voice: str, said: str) -> bytes:
        command = [self.program, "-v", voice, "-s", str(PACE), "-b", "1", "--stdin", "--stdout"]
        try:
            ran = subprocess.run(
                command, input=said.encode(), capture_output=True, timeout=PATIENCE, check=True
            )
        except subprocess.TimeoutExpired:
            raise SpeechFailed(f"not done after {PATIENCE} s", where="espeak-ng") from None
        except (OSError, subprocess.CalledProcessError) as error:
            told = getattr(error, "stderr", b"") or str(error).encode()
            raise SpeechFailed(told.decode(errors="replace").strip()[:200], where="espeak-ng") from None
        return ran.stdout


def _samples(file: bytes) -> Samples:
    """What the engine wrote; the length in its header is of a stream without end, so it is not used."""
    try:
        with wave.open(io.BytesIO(file)) as made:
            rate, frames = made.getframerate(), made.readframes(len(file))
    except (wave.Error, EOFError):
        raise SpeechFailed("no sound came", where="espeak-ng") from None
    whole = np.frombuffer(frames[: len(frames) // 2 * 2], "<i2")
    return telephone.resampled((whole / 32_768).astype(np.float32), rate)
