"""The contract's words: each Chinese quote of a template stands in its original, word for word.

``originals`` holds the passages as they were found; blanks, line breaks and the width of punctuation
are not words.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

import pytest

from billing import terms

ORIGINALS = Path(__file__).parent / "originals"
SAME = str.maketrans({"“": '"', "”": '"', "。": ".", "、": ",", "—": "-", "―": "-"})


def words(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).translate(SAME)


@cache
def original(number: str) -> str:
    return words((ORIGINALS / f"{number}.txt").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", terms.names())
def test_quotes_are_word_for_word(name: str) -> None:
    template = terms.load(name)
    for clause, quotes in template.texts.items():
        for quote in quotes:
            number = quote.source[:3]
            assert template.source.startswith(number), quote.source
            assert words(quote.text.zh) in original(number), f"{clause}: {quote.text.zh}"
            assert quote.text.en


def test_a_word_that_was_changed_would_be_seen() -> None:
    assert words("应提前一个月进行协议续签。") in original("001")
    assert words("应提前两个月进行协议续签。") not in original("001")
