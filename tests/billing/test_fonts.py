"""The font of printed documents."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from billing.documents import fonts, paper
from seatyard.app import create_app
from seatyard.errors import SeatyardError
from tests.support import databases


def test_it_has_every_ideograph_and_our_signs() -> None:
    """Names of people and firms: all 20,902 ideographs of Unicode 1.1 (GBK), of which GB 2312 is a part."""
    with TTFont(fonts.FOLDER / fonts.FILE) as font:
        has = font.getBestCmap()
    wanted = {*range(0x4E00, 0x9FA6), *map(ord, "，。、；：“”（）《》—…¥×−·–")}
    assert wanted - has.keys() == set()


def test_it_stays_small_and_says_whose_it_is() -> None:
    assert (fonts.FOLDER / fonts.FILE).stat().st_size <= 3 * 1024 * 1024
    assert "Apache License" in (fonts.FOLDER / "LICENSE-Apache-2.0.txt").read_text()
    assert "WenQuanYi" in (fonts.FOLDER / "NOTICE.md").read_text()


def test_a_process_says_at_its_start_that_it_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    real = fonts.missing
    assert real() == fonts.blank() == ""
    monkeypatch.setattr(fonts, "missing", lambda: real(tmp_path / "gone.ttf"))
    with caplog.at_level(logging.ERROR, "billing"):
        create_app(databases.settings_for(tmp_path, "sqlite://"))
    said = f"{tmp_path}/gone.ttf: No such file or directory: Chinese cannot be printed"
    assert [record.getMessage() for record in caplog.records if record.name == "billing"] == [said]


def test_a_file_that_is_no_font_or_has_no_chinese_prints_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other.ttf"
    other.write_bytes(b"<html>")
    assert fonts.missing(other) == f"{other} is no font: Chinese cannot be printed"
    other.write_bytes(fonts.TRUETYPE + bytes(60))
    assert fonts.missing(other) == ""
    assert fonts.blank(other)
    monkeypatch.setattr(fonts, "blank", lambda: "no font")
    with pytest.raises(SeatyardError, match="no font"):
        paper.printed("invoice.html", "zh")
