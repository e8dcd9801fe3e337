"""A letter is in one language: no text of an e-mail has words of the other one."""

from __future__ import annotations

import gc
import re
from importlib.resources import files

import pytest

from billing.dunning.letters import LANGUAGES
from billing.subscriptions import sending
from esl.reports.words import Words
from tests.support.tongues import CHINESE, ENGLISH

ALIKE = {"Excel"}
OTHER = {"zh": ENGLISH, "en": CHINESE}
FILLED_IN = re.compile(r"\{[^{}]+\}")
MADE = re.compile(r"\{[{%].*?[%}]\}", re.DOTALL)
"""What a template asks for or does; what it says inside, in quotes, is seen where it stands."""
QUOTED = re.compile(r"'([^']*)'")


def foreign(text: str, language: str) -> set[str]:
    return set(OTHER[language].findall(text)) - ALIKE


@pytest.mark.parametrize("language", LANGUAGES)
def test_letters_of_dunning(language: str) -> None:
    folder = files("billing.dunning") / "templates" / language
    letters = [one for one in folder.iterdir() if one.name.endswith(".txt")]
    assert len(letters) > 5
    for letter in letters:
        source = letter.read_text(encoding="utf-8")
        said = [one for part in MADE.findall(source) for one in QUOTED.findall(part) if "/" not in one]
        shown = [one for one in said if OTHER["en"].search(one) or " " in one]
        text = "\n".join([MADE.sub(" ", source), *shown])
        assert foreign(text, language) == set(), letter.name


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_of_reports(language: str) -> None:
    """Those of the pages, files and e-mails alike."""
    assert sending  # has some of its own
    known = [one for one in gc.get_objects() if isinstance(one, Words)]
    assert len(known) > 20
    for one in known:
        assert foreign(FILLED_IN.sub(" ", one[language]), language) == set(), one
