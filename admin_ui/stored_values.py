"""What an entry of the audit trail has kept of a column, as a page writes it."""

from __future__ import annotations

import json
import re
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup, escape

from .formats import moment

LONGEST = 200
"""Characters of a value; the whole of it is in the files."""
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(\+\d\d:\d\d|Z)")


def stored(value: Any, zone: str = "") -> Markup:
    """A moment in ``zone``, yes or no, parts as JSON writes them; a dash for nothing."""
    if value is None or value == "":
        return Markup("&mdash;")
    if isinstance(value, bool):
        return escape(_("yes") if value else _("no"))
    if isinstance(value, str) and _MOMENT.fullmatch(value):
        return moment(value, zone)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return escape(text if len(text) <= LONGEST else f"{text[:LONGEST]}…")


def told(parts: list[tuple[str, Any, Any]]) -> list[tuple[str, Any, Any]]:
    """Without what is empty before and after: of something new, the columns that nothing was put into."""
    return [one for one in parts if one[1] not in (None, "") or one[2] not in (None, "")]
