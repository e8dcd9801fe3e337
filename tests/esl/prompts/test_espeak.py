"""The real synthesizer, where it is installed."""

from __future__ import annotations

import stat
import subprocess
from pathlib import Path

import pytest

from esl.prompts import mandarin, speech
from esl.prompts.errors import SpeechFailed
from esl.prompts.espeak import VOICES, Engine
from tests.support import sound


@pytest.fixture(scope="module")
def espeak() -> speech.Engine:
    engine = speech.engine("espeak-ng")
    if engine is None:
        pytest.skip("espeak-ng is not installed (Debian: apt-get install espeak-ng)")
    return engine


@pytest.mark.parametrize(
    ("text", "shortest", "longest"),
    [
        ("您好，销售请按1，人工请按0", 2.5, 6),
        ("Press 1 for sales, or 0 for an agent.", 1.5, 5),
        ("VIP客户请按2，Office 365请按3", 3, 8),
        ("幺", 0.15, 0.6),
        ("1001", 0.8, 3),
    ],
)
def test_it_speaks(espeak: speech.Engine, text: str, shortest: float, longest: float) -> None:
    heard = sound.samples(espeak.speak(text, "zh"))
    assert shortest < len(heard) / 8000 < longest
    assert 0.05 < sound.rms(heard) < 0.15
    assert max(map(abs, heard)) < 0.9
    # A voice, not a note: no tenth of a second of it is one frequency.
    assert sound.tone_share(heard, 440) < 0.5


def test_chinese_is_read_as_chinese(espeak: speech.Engine) -> None:
    """Debian's voice for Chinese characters says the tones in English: "nin-two hao-three"."""
    assert isinstance(espeak, Engine)
    command = [espeak.program, "-v", VOICES["zh"], "-x", "-q", "--stdin"]
    said = mandarin.pinyin("您好，请按1").encode()
    phonemes = subprocess.run(command, input=said, capture_output=True, check=True).stdout.decode().split()
    assert phonemes == ["n'i35n_|", "X'Au214_|", "tS;h'i21N_|", "'a51n_|", "j'i55_|"]


def test_the_same_text_is_the_same_sound(espeak: speech.Engine) -> None:
    assert espeak.speak("请稍候", "zh") == espeak.speak("请稍候", "zh")


def test_a_text_is_no_option_and_no_phoneme(espeak: speech.Engine) -> None:
    plain = len(espeak.speak("hello", "en"))
    assert len(espeak.speak("-v zz --help", "en")) > 0
    assert abs(len(espeak.speak("[[hello]]", "en")) - plain) < plain / 4


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("exit 1", "espeak-ng: "),
        ("echo broken >&2; exit 1", "espeak-ng: broken"),
        ("exit 0", "espeak-ng: no sound came"),
        ("echo rubbish", "espeak-ng: no sound came"),
    ],
)
def test_an_engine_that_fails_says_so(tmp_path: Path, script: str, told: str) -> None:
    program = tmp_path / "espeak-ng"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    with pytest.raises(SpeechFailed) as caught:
        Engine(str(program)).speak("hello", "en")
    assert str(caught.value).startswith(told)


def test_an_engine_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("esl.prompts.espeak.PATIENCE", 0.2)
    program = tmp_path / "espeak-ng"
    program.write_text("#!/bin/sh\nexec sleep 60\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    with pytest.raises(SpeechFailed, match="not done after"):
        Engine(str(program)).speak("hello", "en")


def test_no_engine() -> None:
    assert speech.engine("none") is None
    with pytest.raises(
        Exception, match=r"SEATYARD_SPEECH: no such engine: festival \(allowed: espeak-ng, none\)"
    ):
        speech.engine("festival")
