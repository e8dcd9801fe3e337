"""What flows, prompts and drafts say of themselves (``seatyard.sentence``), in the page's language.

All patterns stand here, so that they are collected for translation; a test holds the list complete.
"""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from seatyard.errors import SeatyardError
from seatyard.sentence import Sentence

PATTERNS = (
    # Nodes
    _("a flow needs at least one node"),
    _("a node's name (allowed: letters, digits, - and _)"),
    _("one known kind of node is needed (allowed: %(allowed)s)"),
    _("missing: the node that a call begins at (allowed: %(allowed)s)"),
    _("there is no node %(node)s (allowed: %(allowed)s)"),
    _("a loop without input: %(ring)s"),
    _("unknown key (allowed: %(allowed)s)"),
    _("missing: the node to go on with"),
    _("missing: the node to go on with when there is no such answer"),
    _("missing: the node for callers who press nothing"),
    _("none yet"),
    # What they name
    _("there is no queue %(name)s (allowed: %(allowed)s)"),
    _("there is no seat %(name)s (allowed: %(allowed)s)"),
    _("there is no queue or seat %(name)s (allowed: %(allowed)s)"),
    _("there is no conference %(name)s (allowed: %(allowed)s)"),
    # Fields
    _("not a number to count with: %(value)s (allowed: 1 to %(most)s)"),
    _("not a name to keep digits under: %(name)s (allowed: %(allowed)s)"),
    _("1 to 31 of a-z, 0-9 and _, a letter first; not %(taken)s"),
    _("needs prompt, into, then and otherwise"),
    _("more than max (allowed: 1 to %(most)s)"),
    _("not a key to end with: %(key)s (allowed: %(allowed)s)"),
    _("not a way to hang up: %(value)s (allowed: true, %(allowed)s)"),
    _("needs when or named, inside and outside"),
    _("not beside named, whose hours hold"),
    _("there are no working hours %(name)s (allowed: %(allowed)s)"),
    _("cannot read %(text)r"),
    _("there is no such day: %(day)s"),
    _("%(fault)s (allowed: %(allowed)s)"),
    _("like 'Mon-Fri 09:00-18:00, Sat 10:00-14:00'"),
    _("there is no calendar of %(country)s (allowed: %(allowed)s)"),
    _("needs days with their hours (allowed: up to %(most)s, each %(allowed)s)"),
    _('such as "2026-10-17": closed, or hours such as 09:00-12:00'),
    _("needs url, field, values and otherwise"),
    _("not a field: %(field)s (allowed: a name, or names joined by dots)"),
    _("https://HOST/PATH of up to 500 characters without blanks"),
    _("not an address to ask (allowed: %(allowed)s)"),
    _("not an address to ask: %(url)s (allowed: %(allowed)s)"),
    _("a name, a password, a # or a place to fill in have no place there (allowed: %(allowed)s)"),
    _("nothing fills in %(what)s (allowed: %(allowed)s)"),
    _("a bracket"),
    _("%(host)s is the operator's own network (allowed: public addresses)"),
    _("a lookup without values leads nowhere"),
    _("not a value (allowed: up to 40 of letters, digits, - and _)"),
    _("needs prompt and digits"),
    _("a menu without digits leads nowhere"),
    _("not a key (allowed: up to 8 of 0-9, * and #)"),
    _("a text, or a list of texts and {digits: NAME}"),
    _("needs something to say (allowed: %(allowed)s, up to %(most)s)"),
    _("not a part of a speech (allowed: %(allowed)s)"),
    _("no node keeps %(name)s (allowed: %(allowed)s)"),
    _("needs prompt"),
    # Prompts
    _("a text of %(long)s characters, more than %(most)s"),
    _("neither a file's name nor a text to say"),
    _("%(fault)s (allowed: NAME.wav, or {say: TEXT})"),
    _("%(file)s is not recorded: callers hear a tone"),
    _("cannot be spoken, callers hear a tone: %(why)s"),
    _("%(number)s characters"),
    _("1 to %(most)s characters of Chinese and English, digits and punctuation"),
    _("no voice reads %(character)s"),
    _("nothing to say"),
    _("nothing is played there"),
    _("%(file)s was not uploaded"),
    _("%(file)s is played in %(places)s"),
    _("a flow that waits for its day"),
    _("no call comes by here"),
    # Trial calls
    _("needs a list (allowed: up to %(most)s of %(keys)s)"),
    _("needs expect or end (allowed: %(allowed)s)"),
    _("the tenant's time such as '2026-03-02 10:00'"),
    _("%(fault)s (allowed: 0-9, * and #, in quotes, by commas)"),
    _("needs what happens by node"),
    _("the call went %(went)s, not %(wanted)s"),
    _("the call went %(went)s, and did not end at %(end)s"),
    _("expects nothing: expect or end is needed"),
    _("needs the nodes that the call comes by"),
    _("missing: the node %(node)s asks what time it is"),
    _("not what can happen there: %(said)s (allowed: %(allowed)s)"),
    _("the call goes round and round: … %(way)s"),
    _("more than %(most)s things happen"),
    # Drafts
    _("up to 31 of a-z, 0-9, - and _, a letter first"),
    _("not a flow's name: %(name)s"),
    _("there is a flow %(name)s already"),
    _("no flow %(name)s"),
    _("no number %(number)s"),
    _("no template %(name)s"),
    _("the flow is too large"),
    _("%(by)s changed the draft meanwhile"),
    _("revision %(number)s"),
    _("queues and flows wait for %(day)s"),
    _("numbers lead there: %(numbers)s"),
    # Queues
    _("not a queue's name: %(name)s"),
    _("there is a queue %(name)s already"),
    _("no queue %(name)s"),
    _("the flow %(flows)s leads to the queue %(name)s"),
    _("the queue %(queues)s sends callers on to %(name)s"),
    _("full or empty queues send callers round: %(ring)s"),
    _("no such seats: %(numbers)s"),
    _("the queue %(name)s asks for a skill: its seats follow from theirs"),
    _("not a seat's number: %(number)s"),
    _("no seats from %(first)s to %(last)s"),
    _("not a number: %(text)s (allowed: 0 to %(most)s)"),
    # Working hours
    _("there are no working hours %(name)s"),
    _("there are working hours %(name)s already"),
    _("a name of up to 40 letters, digits, blanks, - and _"),
    _("flow %(flow)s uses the working hours %(name)s"),
    _("flows use the working hours %(name)s: %(flows)s"),
    _("there is no calendar of the year %(year)s"),
    _("somebody changed the working hours %(name)s meanwhile"),
    _("needs days with their hours"),
    _("it is open on no day of the week"),
    _("such as 09:00-12:00, 13:00-18:00; nothing where it is closed"),
)


def said(text: str) -> str:
    """A sentence in the page's language; any other text as it is."""
    if not isinstance(text, Sentence):
        return text
    values = {key: said(one) if isinstance(one, Sentence) else one for key, one in text.values.items()}
    pattern = str(gettext(text.pattern))
    return pattern % values if values else pattern


def told(error: SeatyardError) -> str:
    """An error in a line: what is wrong, and what is allowed."""
    if not isinstance(error.message, Sentence):
        return str(error)
    line = said(error.message)
    if not error.allowed:
        return line
    return str(gettext("%(fault)s (allowed: %(allowed)s)")) % {"fault": line, "allowed": said(error.allowed)}
