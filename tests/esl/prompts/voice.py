"""A voice for tests: a tone as long as the text, so that no synthesizer is needed."""

from __future__ import annotations

from esl.prompts.errors import SpeechFailed, Unspeakable
from tests.support import sound

UNSPEAKABLE, STUMBLES = "ひらがな", "stumble"


class Engine:
    voice = "test/1"
    spoken: list[tuple[str, str]] = []

    def __init__(self, program: str) -> None:
        self.program = program

    def speak(self, text: str, language: str) -> bytes:
        if text == UNSPEAKABLE:
            raise Unspeakable("no voice reads ひ", where="text")
        if text == STUMBLES:
            raise SpeechFailed("no sound came")
        self.spoken.append((text, language))
        return sound.wav(len(text) / 20, hertz=900)
