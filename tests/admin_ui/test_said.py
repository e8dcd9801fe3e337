"""What cannot be taken is said in the page's language, with what was put into its places."""

from __future__ import annotations

import pytest
from flask import Flask

from admin_ui.said import SENTENCES, said
from seatyard.errors import Conflict, InvalidInput


def told(app: Flask, what: Conflict | InvalidInput | str, language: str) -> str:
    with app.test_request_context("/", headers={"Accept-Language": language}):
        return said(what)


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        (Conflict("it is assigned, and cannot become reserved"), "当前状态为 已分配，不能变为 已预留"),
        (InvalidInput("no tenant nobody", where="tenant"), "tenant：没有租户 nobody"),
        ("no carrier x (allowed: carrier1, carrier2)", "没有运营商 x（可以是：carrier1, carrier2）"),
        ("+861088880001 is in the pool already, from no carrier", "+861088880001 已在池中，来自 no carrier"),
        ("something new", "something new"),
    ],
)
def test_in_chinese(app: Flask, english: Conflict | InvalidInput | str, chinese: str) -> None:
    assert told(app, english, "zh") == chinese


def test_in_english_as_it_was_said(app: Flask) -> None:
    error = InvalidInput("no tenant nobody", where="tenant", allowed="acme")
    assert told(app, error, "en") == str(error) == "tenant: no tenant nobody (allowed: acme)"


def test_no_sentence_hides_another(app: Flask) -> None:
    """Each is found as itself, not as a shorter one whose place swallows it."""
    with app.test_request_context("/", headers={"Accept-Language": "zh"}):
        for sentence in SENTENCES:
            english = sentence._args[0]
            assert said(english) == str(sentence), english
