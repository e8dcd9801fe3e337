"""What follows of seats' changes, and why one cannot be, in the words of the page that asks for it."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext

from billing.clauses import CLAUSES
from billing.documents import parameters
from billing.seat_changes import wishes
from seatyard.errors import InvalidInput, SeatyardError
from tenants import switching

from .i18n import language
from .labels import LABELS
from .said import phrase, said


def switched_off(found: switching.Consequences) -> str:
    """What follows while a seat is off, before the yes to it."""
    told = _(
        "Until it is switched on again it takes no calls and makes none, and its phones cannot register."
        " A talk that goes on is not ended. Its rent goes on."
    )
    sent = _("%(places)s still sends callers to it: nobody answers there.", places=", ".join(found.leads))
    return " ".join([str(told), *([str(sent)] if found.leads else []), *_alone(found)])


def seats_switched(done: switching.Switched, *, off: bool) -> str:
    """What is told once many have been switched, and where callers find nobody now."""
    count = len(done.changed)
    if not count:
        return str(_("Nothing is changed: the chosen seats were so already."))
    if not off:
        return str(ngettext("%(num)s seat is switched on.", "%(num)s seats are switched on.", count))
    told = ngettext("%(num)s seat is switched off.", "%(num)s seats are switched off.", count)
    found = done.follows
    sent = _("%(places)s still sends callers there: nobody answers.", places=", ".join(found.leads))
    return " ".join([told, *([str(sent)] if found.leads else []), *_alone(found)])


def _alone(found: switching.Consequences) -> list[str]:
    told = _(
        "Nobody is left in %(queues)s: callers wait, or go on as the queue says.",
        queues=", ".join(found.alone),
    )
    return [str(told)] if found.alone else []


def reason(error: Exception) -> str:
    """In a sentence that says what to mend, where the page knows it; else the error itself."""
    where = error.where if isinstance(error, InvalidInput) else ""
    if isinstance(error, UnicodeDecodeError):
        told = _("The table is not in UTF-8: save it as CSV UTF-8 and send it again.")
    elif where == "first":
        told = _("A seat's number has 2 to 6 digits.")
    elif where == "count" and isinstance(error, InvalidInput):
        allowed = error.allowed.replace(" to ", " – ")
        told = _("So many seats cannot follow that number; allowed: %(allowed)s.", allowed=allowed)
    elif where in ("seats", "numbers"):
        told = _("Choose 1 to %(most)s seats first.", most=wishes.MOST)
    elif where == "wishes":
        told = _("The question before was not sent whole, so nothing is changed: ask again from the list.")
    elif where.partition(".")[0] in CLAUSES and isinstance(error, InvalidInput):
        told = _of_contract(error)
    else:
        told = said(error) if isinstance(error, SeatyardError) else str(error)
    return str(told)


def _of_contract(error: InvalidInput) -> str:
    """With the contract's clause by its title, and types of seats by their words."""
    words = LABELS["seat_type"]
    allowed = ", ".join(str(words.get(one, one)) for one in error.allowed.split(", "))
    told = _(
        "%(where)s: %(told)s", where=parameters.told(error.where, language()), told=phrase(error.message)
    )
    return str(_("%(line)s (allowed: %(allowed)s)", line=told, allowed=allowed) if allowed else told)
