"""What prints: A4, in one language, with a font of its own. The same page gives the same bytes."""

from __future__ import annotations

from functools import cache, partial
from importlib import import_module
from typing import Any

from flask import current_app
from jinja2 import Environment, PackageLoader, select_autoescape

from seatyard.app import settings_of
from seatyard.errors import SeatyardError

from . import face, fonts
from .figures import amount, money
from .words import CLAUSES, PRINT, UNITS, word

_LIBRARIES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


def printed(template: str, language: str, **known: Any) -> bytes:
    """A template of this folder as a PDF in ``zh`` or ``en``.

    Raises SeatyardError when the machine lacks the libraries that set text (Pango, HarfBuzz), or the font is
    gone: Chinese would vanish without a word.
    """
    if problem := fonts.blank():
        raise SeatyardError(problem, where="PDF", allowed="install the package again")
    return _set(rendered(template, language, **known))


def proof(text: str) -> bytes:
    """A page with a text, set as documents are. Raises SeatyardError as they do."""
    family, url = fonts.FAMILY, (fonts.FOLDER / fonts.FILE).as_uri()
    style = f"@font-face {{font-family: '{family}'; src: url('{url}')}} p {{font-family: '{family}'}}"
    return _set(f'<html lang="zh"><style>{style}</style><p>{text}</p></html>')


def _set(html: str) -> bytes:
    page = _weasyprint().HTML(string=html)
    with face.configuration() as font_config:
        paper: bytes = page.write_pdf(font_config=font_config)
    return paper


def rendered(template: str, language: str, **known: Any) -> str:
    """A template of this folder as a page."""
    return (
        environment()
        .get_template(template)
        .render(
            language=language,
            print=partial(word, PRINT, language=language),
            clause=partial(word, CLAUSES, language=language),
            unit=partial(word, UNITS, language=language),
            **{"operator": settings_of(current_app).operator, **known},
        )
    )


@cache
def environment() -> Environment:
    """The templates of this folder, with the filters and the font that all share."""
    made = Environment(loader=PackageLoader(__package__), autoescape=select_autoescape(["html", "svg"]))
    made.filters.update(money=money, amount=amount, css=_css_string)
    made.globals.update(font_family=fonts.FAMILY, font_url=(fonts.FOLDER / fonts.FILE).as_uri())
    return made


def _css_string(text: str) -> str:
    """``text`` inside a quoted string of CSS, whatever characters it has (CSS 2.1, 4.1.3)."""
    return "".join(f"\\{ord(one):06x}" if one in '"\\<\n' else one for one in text)


@cache
def _weasyprint() -> Any:
    """Imported when first needed: its libraries are a matter of the machine, and only printing needs them."""
    try:
        return import_module("weasyprint")
    except OSError as error:
        allowed = f"Debian: apt-get install {_LIBRARIES}"
        raise SeatyardError("a library that sets text is missing", where="PDF", allowed=allowed) from error
