"""The switch's time zones come from this machine's own."""

from __future__ import annotations

import io
import wave
import zoneinfo

from esl.nodes import sounds, timezones


def test_every_zone_of_this_machine_has_a_rule() -> None:
    rules = dict(timezones.rules())
    assert rules["Asia/Shanghai"] == "CST-8"
    assert rules["Europe/Berlin"] == "CET-1CEST,M3.5.0,M10.5.0/3"
    assert set(rules) == zoneinfo.available_timezones() - {"localtime"}


def test_a_placeholder_is_a_telephones_wave_file() -> None:
    with wave.open(io.BytesIO(sounds.tones(sounds.PROMPT))) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (8000, 1, 2)
        assert 1.0 < file.getnframes() / 8000 < 2.0
