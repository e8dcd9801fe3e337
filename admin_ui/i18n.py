"""The language of a page: what the visitor chose, else the person's own, else the browser's."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, request, session
from flask_babel import Babel, get_locale, lazy_gettext
from flask_login import current_user

from seatyard import away

LANGUAGES = {"zh": "中文", "en": "English"}
"""What can be chosen, each in its own words. The first is the fallback."""

TRANSLATIONS = Path(__file__).parent / "translations"
_KEY = "language"


def init_app(app: Flask) -> None:
    babel = Babel()
    babel.init_app(
        app,
        default_locale="zh",
        default_translation_directories=str(TRANSLATIONS),
        locale_selector=_chosen,
    )
    app.jinja_env.globals.update(LANGUAGES=LANGUAGES, language=language, in_words=in_words)


def language() -> str:
    """``zh`` or ``en``, as this page is being shown."""
    locale = get_locale()
    return locale.language if locale else "zh"


def in_words(thing: object, name: str) -> str:
    """A text kept in both languages: ``in_words(tenant, "title")`` is its ``title_zh`` or ``title_en``."""
    return str(getattr(thing, f"{name}_{language()}"))


def choose(code: str) -> None:
    """Show this visitor the pages in ``code`` from now on."""
    session[_KEY] = code


def _chosen() -> str:
    if session.get(_KEY) in LANGUAGES:
        return str(session[_KEY])
    if not away.noticed() and current_user.is_authenticated and current_user.language in LANGUAGES:
        return str(current_user.language)
    return request.accept_languages.best_match(list(LANGUAGES)) or "zh"


__all__ = ["LANGUAGES", "choose", "in_words", "init_app", "language", "lazy_gettext"]
