"""The font of printed documents."""

from __future__ import annotations

from fontTools.ttLib import TTFont

from billing.documents import fonts


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
