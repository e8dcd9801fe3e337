"""Tables that fold: on a phone each row is a card, whose cells say the names of their columns."""

from __future__ import annotations

import re

from flask import Flask
from markupsafe import Markup, escape

FOLDS = 3
"""Columns from which a table is too wide for a phone."""
_HEAD = re.compile(r"<thead>(.*?)</thead>", re.DOTALL)
_NAME = re.compile(r"<th\b([^>]*)>(.*?)</th>", re.DOTALL)
_CELL = re.compile(r"<(tr|td|th)\b([^>]*)>(?=\s*(</|<input)?)")
_FIGURE = re.compile(r'class="n\b')
_SPAN = re.compile(r'colspan="(\d+)"')


def init_app(app: Flask) -> None:
    app.jinja_env.filters["labelled"] = labelled


def labelled(rows: Markup) -> Markup:
    """What is in a ``<table>``, each cell with the name of its column in ``data-label``.

    As it was, where it has fewer than ``FOLDS`` columns. A row's first cell is the card's title (after a
    figure or a box the second, too), and a cell over several columns says itself what it is: these have
    no label, and nor has an empty one.
    """
    head = _HEAD.search(rows)
    names = _names(head.group(1)) if head else []
    if head is None or len(names) < FOLDS:
        return rows
    column, titles = 0, 1

    def cell(found: re.Match[str]) -> str:
        nonlocal column, titles
        tag, said, first = found.groups()
        if tag == "tr":
            column = 0
            return found.group(0)
        if column == 0:
            titles = 2 if _FIGURE.search(said) or first == "<input" else 1
        wide = _span(said)
        name = names[column] if titles <= column < len(names) and wide == 1 else ""
        column += wide
        return f'<{tag}{said} data-label="{escape(name)}">' if name and first != "</" else found.group(0)

    return Markup(rows[: head.end()]) + Markup(_CELL.sub(cell, rows[head.end() :]))


def _names(head: str) -> list[str]:
    """Of columns, from left to right; a name over several is that of each."""
    return [str(Markup(text).striptags()) for said, text in _NAME.findall(head) for _ in range(_span(said))]


def _span(said: str) -> int:
    found = _SPAN.search(said)
    return int(found.group(1)) if found else 1
