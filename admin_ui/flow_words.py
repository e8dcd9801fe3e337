"""What the kinds of a flow's nodes and their fields are called. A test wants a word for each."""

from __future__ import annotations

from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from esl.flows import desk

KINDS: dict[str, tuple[LazyString, LazyString, str]] = {
    "hours": (_("Opening hours"), _("One way while you are open, another at all other times"), "clock"),
    "menu": (_("Menu"), _("Ask for a key, and go where it leads"), "dialpad"),
    "collect": (_("Ask for digits"), _("Ask for a number and keep it with the call"), "hash"),
    "queue": (_("Queue"), _("Wait for a seat of a queue"), "users-group"),
    "seat": (_("Seat"), _("Ring one seat"), "headset"),
    "conference": (_("Conference"), _("Into a conference room"), "users"),
    "play": (_("Prompt"), _("Say a text, or play a recording"), "volume"),
    "speech": (_("Speech"), _("Say texts, with digits of the caller between them"), "message"),
    "survey": (_("Survey"), _("Ask the caller for a score of 1 to 5"), "star"),
    "lookup": (_("Web lookup"), _("Ask your own server which way to go"), "world"),
    "voicemail": (_("Voicemail"), _("Take a message"), "record-mail"),
    "hangup": (_("Hang up"), _("End the call"), "phone-off"),
}
"""Title, what happens there, and an icon of static/vendor/tabler-icons."""
ICON = "point"
"""Of a kind that has no word yet."""

FIELDS: dict[str, LazyString] = {
    "prompt": _("What callers hear"),
    "digits": _("Keys, and where they lead"),
    "timeout": _("Seconds to wait for an answer"),
    "retries": _("How often it asks"),
    "otherwise": _("No answer, or a wrong one"),
    "into": _("Keep the digits as"),
    "min": _("Fewest digits"),
    "max": _("Most digits"),
    "ends_with": _("Key that ends the digits"),
    "then": _("Then go on with"),
    "named": _("Working hours"),
    "when": _("Open on"),
    "holidays": _("Public holidays"),
    "days": _("Days of your own"),
    "inside": _("While open"),
    "outside": _("At other times"),
    "ring": _("Seconds to ring"),
    "no_answer": _("Without an answer"),
    "url": _("Address"),
    "field": _("Field of the answer"),
    "values": _("Answers, and where they lead"),
    "queue": _("Queue"),
    "seat": _("Seat"),
    "conference": _("Room"),
    "play": _("What callers hear"),
    "speech": _("What is said"),
    "voicemail": _("Message for"),
    "hangup": _("What the caller's side is told"),
    "lookup.otherwise": _("Any other answer, or none"),
    "lookup.timeout": _("Seconds to wait for the server"),
    "survey.then": _("With a score"),
    "collect.then": _("With the digits"),
}
"""By its key; ``KIND.KEY`` where a kind means something of its own."""

CHOICES: dict[str, LazyString] = {
    "holidays.CN": _("Closed on public holidays of China, open on weekend days worked for them"),
    "ends_with.none": _("No key"),
    "hangup.True": _("Nothing in particular"),
    "hangup.busy": _("Busy"),
    "hangup.rejected": _("Call rejected"),
    "hangup.unallocated": _("No such number"),
    "hangup.unavailable": _("Out of service"),
}
"""By ``KEY.VALUE``; others are shown as they are."""

TEMPLATES: dict[str, tuple[LazyString, LazyString]] = {
    "office_hours": (
        _("Office hours"),
        _("A greeting and the queue while you are open, voicemail at other times"),
    ),
    "menu": (_("Menu"), _("Keys lead to your teams")),
    "account": (_("Customer number"), _("Ask for a number first, then to the queue")),
    "score": (_("Survey"), _("A score of 1 to 5 after the call")),
    "blank": (_("Blank"), _("A greeting, and all else is yours")),
}

MOMENTS: dict[str, LazyString] = {
    "now": _("Now"),
    "working": _("Working day"),
    "night": _("Night"),
    "weekend": _("Weekend"),
    "holiday": _("Public holiday"),
}


def kinds() -> list[dict[str, Any]]:
    """The kinds of nodes as the editor makes forms of them, in the page's language."""
    return [one | _of_kind(one["name"]) | {"fields": _fields(one)} for one in desk.kinds()]


def title(kind: str) -> str:
    """Of a kind of node."""
    return str(KINDS[kind][0]) if kind in KINDS else kind


def field_title(kind: str, key: str) -> str:
    return str(FIELDS.get(f"{kind}.{key}") or FIELDS.get(key, key))


def choice(key: str, value: Any) -> str:
    return str(CHOICES.get(f"{key}.{value}", value))


def _of_kind(name: str) -> dict[str, str]:
    told, helps, icon = KINDS.get(name, (name, "", ICON))
    return {"title": str(told), "help": str(helps), "icon": icon}


def _fields(kind: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        field
        | {"title": field_title(kind["name"], field["key"])}
        | {"choices": [[value, choice(field["key"], value)] for value in field["choices"]]}
        for field in kind["fields"]
    ]
