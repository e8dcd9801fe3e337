"""Asking a caller for digits, and going on by what was pressed (``play_and_get_digits``).

The way on is chosen by conditions on the variable, never by a name made of what was pressed: a key too
few or one that means nothing stays in the variable, and leads where no answer leads.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from .prompts import Prompt
from .scope import Site
from .xml import Element, action, dialled, extension, named, transfer, when

BETWEEN_DIGITS = 3
"""Seconds to wait for the next digit when there may be several."""
NO_TERMINATOR = "none"
TRIES, PAUSE = 3, 5
"""How often it is asked, and for how many seconds an answer is waited for, when the flow does not say."""


@dataclass(frozen=True)
class Question:
    """What is asked, and what counts as an answer."""

    prompt: Prompt
    variable: str
    pattern: str
    """A regular expression without blanks, for all of the answer."""
    shortest: int = 1
    longest: int = 1
    tries: int = TRIES
    pause: int = PAUSE
    ends_with: str = "#"
    """The key that ends the answer; ``NO_TERMINATOR`` for none."""

    def heard(self, keys: str) -> str | None:
        """What of these keys, pressed one after the other, is the answer; None when they are none."""
        typed = keys.split(self.ends_with, 1)[0][: self.longest]
        return typed if len(typed) >= self.shortest and re.search(self.pattern, typed) else None


def ask(question: Question, tenant_id: int) -> Element:
    """The application that asks."""
    words = (
        question.shortest,
        question.longest,
        question.tries,
        question.pause * 1000,
        question.ends_with,
        question.prompt.played(tenant_id),
        "silence_stream://250",
        question.variable,
        question.pattern,
        BETWEEN_DIGITS * 1000 if question.longest > 1 else 0,
    )
    return action("play_and_get_digits", " ".join(map(str, words)))


def asking(
    node: str, question: Question, site: Site, ways: Iterable[tuple[str, Element]], otherwise: Element
) -> list[Element]:
    """A node that asks and goes the way whose pattern the answer matches, else ``otherwise``."""
    answer = site.extension(node, "answer")
    asked = named(
        site.extension(node),
        action("answer"),
        ask(question, site.scope.tenant_id),
        transfer(answer, site.scope.context),
    )
    chosen = [
        extension(answer, dialled(f"^{answer}$"), when(f"${{{question.variable}}}", pattern, going))
        for pattern, going in ways
    ]
    return [asked, *chosen, named(answer, otherwise)]
