"""Why nobody was let in by the provider, in the page's language."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from seatyard.identity.outside import AWAY, DENIED, NOBODY, STALE, UNVERIFIED, WRONG

WORDS: dict[str, LazyString] = {
    AWAY: _("The login service does not answer just now: try again in a moment."),
    DENIED: _("The login service let nobody in."),
    STALE: _("That login took too long, or was begun elsewhere: begin anew."),
    WRONG: _("The answer of the login service cannot be trusted: begin anew, or ask an admin."),
    UNVERIFIED: _("The login service has not verified your e-mail address: see to that there first."),
    NOBODY: _("Nobody here may log in with this account: ask an admin to invite you."),
}


def told_outside(reason: str | None) -> str:
    """One line; nothing for a word that is none."""
    return str(WORDS[reason]) if reason in WORDS else ""
