"""The words of a page that are in neither its language nor the test's data."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from typing import Any

from lxml import html
from sqlalchemy import select

from seatyard.db import db

ENGLISH = re.compile(r"(?<![\w.])[A-Za-z]*[a-z]{2}[A-Za-z_]*(?!\w)")
CHINESE = re.compile(r"[\u3400-\u9fff]+|(?<![\w.])[a-z]+(?:_[a-z]+)+(?!\w)")
"""Also the key of something that has no words."""
_HAN = re.compile(r"[\u3400-\u9fff]")
_NO_WORD = re.compile(
    r"https?://\S*|\S+@\S+|seatyard(?: [a-z-]+)+|[\w-]+(?:\.[\w*-]+)+(?::\w+)?|\S*[/=]\S*|\b[0-9a-f-]{8,}\b",
    re.ASCII,
)
"""Addresses, command lines, file names and marks: what no language has."""
_KEY = re.compile(r"[a-z_-]+")
_SAID = ("aria-label", "aria-description", "title", "placeholder", "alt", "label", "summary")
_HIDDEN = ("script", "style", "code", "pre", "kbd")
_OTHER = {"zh": ("en",), "en": ("zh",)}
_NAMES = {"tenants.name", "users.login", "queues.name", "flows.name", "nodes.name", "trunks.name"}
_OURS = {"findings.message", "bank_matches.reasons"}
"""Columns with sentences of the program, which are no data."""


def texts(page: str, language: str) -> Iterator[str]:
    """What the page shows or reads aloud, without what it marks as being of another language."""
    yield from _said(html.document_fromstring(page), language)


def _said(element: html.HtmlElement, language: str) -> Iterator[str]:
    marked = (element.get("lang") or language)[:2] != language or element.get("translate") == "no"
    if not isinstance(element.tag, str) or marked:
        return
    for name, value in element.attrib.items():
        if name in _SAID or (name == "value" and element.get("type") in ("submit", "button")):
            yield value
        elif name.startswith("data-"):
            yield from _kept(value, language)
    if element.tag == "script" and element.get("type") == "application/json":
        yield from leaves(json.loads(element.text or "null"), language)
    if element.tag not in _HIDDEN:
        yield element.text or ""
    for child in element:
        if element.tag not in _HIDDEN:
            yield from _said(child, language)
            yield child.tail or ""


def _kept(value: str, language: str) -> Iterator[str]:
    """What a script finds in an attribute: words for the page, a document with them, or a mark of its own."""
    if value[:1] in ("{", "["):
        yield from leaves(json.loads(value), language)
    elif " " in value or value[:1].isupper() or _HAN.search(value):
        yield value


def leaves(value: Any, language: str) -> Iterator[str]:
    """Each text of a document, without those of the other language."""
    match value:
        case str():
            yield value
        case dict():
            for name, one in value.items():
                if name not in _OTHER[language]:
                    yield from leaves(one, language)
        case list():
            for one in value:
                yield from leaves(one, language)


def data(language: str, names: Collection[str] = ()) -> list[str]:
    """All texts that the database holds, the longest first, but those kept for the other language.

    What may be the key of a state or a kind, such as ``open``, is none, unless a column of names has it, or
    it is one of ``names``: a page shows keys in words.
    """
    found: set[str] = set(names)
    for table in db.metadata.sorted_tables:
        for column in table.columns:
            at = f"{table.name}.{column.name}"
            if at in _OURS or column.name.endswith(tuple(f"_{one}" for one in _OTHER[language])):
                continue
            for value in db.session.scalars(select(column).distinct()):
                texts = {one for one in leaves(value, language) if len(one) > 1}
                found |= texts if at in _NAMES else {one for one in texts if not _KEY.fullmatch(one)}
    return sorted(found, key=len, reverse=True)


def foreign(text: str, language: str, known: list[str], alike: Collection[str]) -> list[str]:
    """The words of ``text`` in the other language that are neither data nor ``alike`` in both."""
    pattern = ENGLISH if language == "zh" else CHINESE
    if not pattern.search(text):
        return []
    for one in known:
        if one in text:
            text = re.sub(rf"(?<![A-Za-z]){re.escape(one)}(?![A-Za-z])", " ", text)
    return [word for word in pattern.findall(_NO_WORD.sub(" ", text)) if word not in alike]
