"""A message in English that knows its pattern, so that a page can say it in another language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class Sentence(str):
    """``"there is no node sales"``, with ``pattern`` ``"there is no node %(node)s"`` and its ``values``."""

    pattern: str
    values: Mapping[str, Any]
    """Texts and numbers; one that is a sentence itself is said in the other language too."""


def sentence(pattern: str, **values: Any) -> Sentence:
    """The pattern filled in. ``admin_ui/sentences.py`` lists all patterns for translation; a test looks."""
    made = Sentence(pattern % values if values else pattern)
    made.pattern, made.values = pattern, values
    return made


def told(error: ValueError) -> str:
    """What an error says, as a sentence where it was raised with one."""
    return error.args[0] if error.args and isinstance(error.args[0], str) else str(error)
