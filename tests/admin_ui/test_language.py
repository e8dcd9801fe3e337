"""Chinese and English: by choice, by person, by browser; and no text left in the wrong one."""

from __future__ import annotations

import io
from gettext import GNUTranslations
from pathlib import Path
from typing import Any

from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask.testing import FlaskClient
from sqlalchemy import select

import admin_ui
from seatyard.db import db
from seatyard.identity.models import User

from .conftest import Visitor

HERE = Path(admin_ui.__file__).parent
CATALOG = HERE / "translations/zh/LC_MESSAGES/messages.po"


def test_the_browsers_language_until_one_is_chosen(client: FlaskClient) -> None:
    assert "<h1>登录</h1>" in client.get("/login", headers={"Accept-Language": "zh-CN,zh;q=0.9"}).text
    assert "<h1>Log in</h1>" in client.get("/login", headers={"Accept-Language": "en-GB"}).text
    assert "<h1>登录</h1>" in client.get("/login").text
    chosen = client.post("/language", data={"language": "en", "next": "/login?next=/nodes"})
    assert chosen.location == "/login?next=/nodes"
    assert "<h1>Log in</h1>" in client.get("/login", headers={"Accept-Language": "zh"}).text


def test_a_persons_choice_is_remembered(visit: Visitor) -> None:
    browser = visit("operator", login="ann")
    assert ">Nodes</h1>" in browser.get("/nodes").text
    browser.post("/language", data={"language": "zh"})
    assert ">节点</h1>" in browser.get("/nodes").text
    assert db.session.scalars(select(User.language).filter_by(login="ann")).one() == "zh"


def test_one_english_word_for_a_button_and_a_column_is_two_in_chinese(visit: Visitor) -> None:
    browser = visit("operator", language="zh")
    assert '<button class="btn">更改</button>' in browser.get("/account").text


def test_an_unknown_language_is_refused(client: FlaskClient) -> None:
    assert client.post("/language", data={"language": "xx"}).status_code == 400


def test_every_text_is_translated() -> None:
    with CATALOG.open("rb") as file:
        catalog = read_po(file, locale="zh")
    methods = [("**.py", "python"), ("templates/**.html", "jinja2")]
    used = {(text, context) for _, _, text, _, context in extract_from_dir(HERE, method_map=methods)}
    translated = {(m.id, m.context) for m in catalog if m.id and all(m.string) and not m.fuzzy}
    assert used - translated == set(), "run: make messages, and translate"
    assert translated - used == set(), "run: make messages"
    assert [error for m in catalog if m.id for error in m.check(catalog)] == []


def test_the_compiled_catalog_is_the_written_one() -> None:
    compiled = io.BytesIO()
    with CATALOG.open("rb") as file:
        write_mo(compiled, read_po(file, locale="zh"))
    compiled.seek(0)
    with CATALOG.with_suffix(".mo").open("rb") as file:
        assert _texts(file) == _texts(compiled), "run: make messages"


def _texts(file: Any) -> dict[Any, str]:
    """All but the header, which names the version of the compiler."""
    texts: dict[Any, str] = dict(GNUTranslations(file)._catalog)
    del texts[""]
    return texts
