"""What a voice is given to read: numbers, signs and scripts put into words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esl.prompts import english, mandarin
from esl.prompts.errors import Unspeakable
from esl.prompts.numerals import cardinal
from esl.prompts.scripts import EN, ZH, parts


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "零"),
        (10, "十"),
        (12, "十二"),
        (20, "二十"),
        (101, "一百零一"),
        (110, "一百一十"),
        (1001, "一千零一"),
        (1010, "一千零一十"),
        (10_000, "一万"),
        (10_010, "一万零一十"),
        (100_001, "十万零一"),
        (100_000_001, "一亿零一"),
        (123_456_789_012, "一千二百三十四亿五千六百七十八万九千零一十二"),
    ],
)
def test_chinese_numbers(number: int, said: str) -> None:
    assert cardinal(number) == said


@given(st.integers(0, 10**12 - 1))
def test_a_chinese_number_says_its_number(number: int) -> None:
    assert counted(cardinal(number)) == number


def counted(said: str) -> int:
    """A Chinese number read back, by its own rule: a figure times its place, places times their group."""
    whole = group = figure = 0
    for char in said:
        if char in "零一二三四五六七八九":
            figure = "零一二三四五六七八九".index(char)
        elif char in "十百千":
            group += (figure or 1) * {"十": 10, "百": 100, "千": 1000}[char]
            figure = 0
        else:
            whole += (group + figure) * {"万": 10_000, "亿": 100_000_000}[char]
            group = figure = 0
    return whole + group + figure


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("请按1", "qing3 an4 yi1"),
        ("请按#号键或*键", "qing3 an4 jing3 hao4 jian4 huo4 xing1 hao4 jian4"),
        ("拨打10086", "bo1 da3 yao1 ling2 ling2 ba1 liu4"),
        ("120元", "yi1 bai3 er4 shi2 yuan2"),
        ("2个人,第2位", "liang3 ge4 ren2, di4 er4 wei4"),
        ("9:00-18:30", "jiu3 dian3 dao4 shi2 ba1 dian3 san1 shi2 fen1"),
        ("2026年", "er4 ling2 er4 liu4 nian2"),
        ("1-5分", "yi1 dao4 wu3 fen1"),
        ("20%", "bai3 fen1 zhi1 er4 shi2"),
        ("3.5", "san1 dian3 wu3"),
        ("400-820-8820", "si4 ling2 ling2, ba1 er4 ling2, ba1 ba1 er4 ling2"),
        ("银行", "yin2 hang2"),
        ("绿色", "lv4 se4"),
        ("好的。谢谢!", "hao3 de5. xie4 xie4."),
    ],
)
def test_chinese_as_pinyin(text: str, said: str) -> None:
    assert mandarin.pinyin(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Press 1, or call 10086.", "Press 1, or call 1 0 0 8 6."),
        ("Call 400-820-8820", "Call 4 0 0, 8 2 0, 8 8 2 0"),
        ("9:00-18:30", "9 a.m. to 6:30 p.m."),
        ("on 2026-11-03", "on November 3, 2026"),
        ("$12.50 & 3%", "12.50 dollars and 3%"),
        ("VIP, AT&T", "V I P, A T and T"),
        ("PLEASE HOLD THE LINE", "PLEASE HOLD THE LINE"),
        ("1,000 seats", "1,000 seats"),
        ("don’t", "don't"),
    ],
)
def test_english_in_words(text: str, said: str) -> None:
    assert english.words(text) == said


def test_nothing_in_a_text_is_a_command_to_the_engine() -> None:
    assert english.words('[[h@l]] <break time="9s"/> -v x') == "h at l break time equals 9s -v x"
    assert mandarin.pinyin("[[你好]]<好>") == "ni3 hao3 hao3"


def test_a_text_is_split_by_script() -> None:
    found = [(part.language, part.text) for part in parts("ＶＩＰ客户请按2，Office 365请按3", EN)]
    assert found == [(EN, "VIP"), (ZH, "客户请按2,"), (EN, "Office"), (ZH, " 365请按3")]


@pytest.mark.parametrize(("text", "language"), [("请按1", ZH), ("Press 1", EN)])
def test_figures_are_of_the_text_s_language(text: str, language: str) -> None:
    other = EN if language == ZH else ZH
    assert [part.language for part in parts(text, other)] == [language]


@pytest.mark.parametrize("language", [ZH, EN])
def test_figures_alone_are_of_the_tenant_s(language: str) -> None:
    assert [part.language for part in parts("1001", language)] == [language]


@pytest.mark.parametrize("text", ["", "  ", "……", "Привет", "ひらがな", "x" * 501, "١"])
def test_what_nobody_can_read_is_refused(text: str) -> None:
    with pytest.raises(Unspeakable, match="allowed: 1 to 500 characters of Chinese and English"):
        parts(text, ZH)


@given(st.text(max_size=40))
def test_whatever_is_written_what_is_read_is_harmless(text: str) -> None:
    """Only letters, figures and pauses reach the engine: no phonemes, tags or options."""
    try:
        found = parts(text, ZH)
        said = [mandarin.pinyin(p.text) if p.language == ZH else english.words(p.text) for p in found]
    except Unspeakable:
        return
    assert not set("[]<>{}|\\\n\t\0") & set("".join(said))
