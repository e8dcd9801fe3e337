"""What cannot be taken is said in the page's language, with what was put into its places."""

from __future__ import annotations

import re

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from flask import Flask

from admin_ui import raised
from admin_ui.i18n import TRANSLATIONS
from admin_ui.said import SENTENCES, said
from seatyard.errors import Conflict, Faults, InvalidInput

PLACES = re.compile(r"\{\w+\}")


def catalog() -> Catalog:
    with (TRANSLATIONS / "zh/LC_MESSAGES/errors.po").open("rb") as file:
        return read_po(file, locale="zh")


def told(app: Flask, what: Conflict | InvalidInput | str, language: str) -> str:
    with app.test_request_context("/", headers={"Accept-Language": language}):
        return said(what)


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        (Conflict("it is assigned, and cannot become reserved"), "当前状态为 已分配，不能变为 已预留"),
        (InvalidInput("no tenant nobody", where="tenant"), "租户：没有租户 nobody"),
        ("no carrier x (allowed: carrier1, carrier2)", "没有运营商 x（可以是：carrier1, carrier2）"),
        ("+861088880001 is in the pool already, from no carrier", "+861088880001 已在池中，来自 无运营商"),
        ("numbers.csv:3: abc is not a day", "numbers.csv:3：abc 不是日期"),
        (
            InvalidInput("is 7", where="seats[1].number", allowed="1 to 5"),
            "seats[1].number：是 7（可以是：1 至 5）",
        ),
        (Faults(["a:1: is missing", "a:2: 0 is nothing"]), "a:1：缺失\na:2：0 没有意义"),
        ("10.20.0.11:8021: the switch closed the connection", "10.20.0.11:8021：交换机关闭了连接"),
        ("10.20.0.11:5060: no answer in 4 s", "10.20.0.11:5060：4 秒内没有应答"),
        (
            "10.20.0.11:8021: cannot connect: [Errno 111] Connection refused",
            "10.20.0.11:8021：无法连接：连接被拒绝（错误码 111）",
        ),
        ("10.20.0.11:8021: the stream ended inside a header", "10.20.0.11:8021：数据流在帧头中中断"),
        ("something new", "something new"),
    ],
)
def test_in_chinese(app: Flask, english: Conflict | InvalidInput | str, chinese: str) -> None:
    assert told(app, english, "zh") == chinese


def test_in_english_as_it_was_said(app: Flask) -> None:
    error = InvalidInput("no tenant nobody", where="tenant", allowed="acme")
    assert told(app, error, "en") == str(error) == "tenant: no tenant nobody (allowed: acme)"


def test_each_error_of_the_source_has_its_chinese() -> None:
    translated = {(m.context or "", m.id) for m in catalog() if m.id and m.string and not m.fuzzy}
    assert raised.sentences() - translated == set(), "run: make messages, and translate errors.po"
    assert translated - raised.sentences() == set(), "run: make messages"


def test_each_translation_has_the_places_of_its_sentence() -> None:
    for message in catalog():
        if message.id:
            assert sorted(PLACES.findall(str(message.id))) == sorted(PLACES.findall(str(message.string))), (
                message.id
            )


def test_no_sentence_hides_another(app: Flask) -> None:
    """Each is found as itself, not as a shorter one whose place swallows it."""
    chinese = {
        str(m.id): str(m.string) for m in catalog() if m.id and not m.context and " (allowed: " not in m.id
    }
    with app.test_request_context("/", headers={"Accept-Language": "zh"}):
        chinese |= {sentence._args[0]: str(sentence) for sentence in SENTENCES}
        for english, expected in chinese.items():
            filled, answer = (PLACES.sub(lambda put: f"<{put[0][1:-1]}>", one) for one in (english, expected))
            assert said(filled) == answer
