"""Which phones are registered on a node, kept from its events and put right by its own list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..session import Event
from .desired import Phone

REGISTER = "sofia::register"
GONE = ("sofia::unregister", "sofia::expire")
EVENTS = (REGISTER, *GONE)

Place = tuple[str, str]
"""Network address and port that a phone speaks from."""


class Phones:
    """A phone may be registered from several places, and is gone with the last of them.

    A place is known by its Call-ID, which ``show registrations`` calls ``token``, and by its
    address: a phone that restarts registers from the same address under a new Call-ID, and the
    old one's ``sofia::expire`` must not sign its agent out.
    """

    def __init__(self) -> None:
        self._places: dict[Phone, dict[str, Place]] = {}
        self._changed: set[Phone] = set()
        self._corrected: set[Phone] = set()

    @property
    def registered(self) -> frozenset[Phone]:
        return frozenset(self._places)

    def take_changes(self) -> dict[Phone, bool]:
        """Phones that came or went since the last call, and whether they are there now."""
        changed, self._changed = self._changed, set()
        return {phone: phone in self._places for phone in changed}

    def take_corrected(self) -> set[Phone]:
        """Phones that were corrected since the last call: no event had told."""
        corrected, self._corrected = self._corrected, set()
        return corrected

    def marks(self, phone: Phone) -> frozenset[str]:
        """What its registrations are known by: Call-IDs, and the addresses that they came from."""
        places = self._places.get(phone, {})
        return frozenset({*places, *(":".join(place) for place in places.values() if any(place))})

    def feed(self, event: Event) -> None:
        """A ``sofia::register``, ``unregister`` or ``expire``; any other is passed over."""
        if event.name not in EVENTS:
            return
        phone = phone_of(event)
        place = (event.get("network-ip"), event.get("network-port"))
        self._note(phone, event.get("call-id"), place, there=event.name == REGISTER)

    def resync(self, rows: Iterable[Mapping[str, str]]) -> None:
        """The rows of ``show registrations as json``: this is how it is."""
        before, self._places = self._places, _places(rows)
        self._changed |= before.keys() ^ self._places.keys()

    def correct(self, phone: Phone, rows: Iterable[Mapping[str, str]]) -> None:
        """Take over one phone from such rows, without telling of a change: who asks acts on it."""
        self._places.pop(phone, None)
        self._changed.discard(phone)
        self._corrected.add(phone)
        self._places |= _places(row for row in rows if (row["reg_user"], row["realm"]) == phone)

    def _note(self, phone: Phone, call_id: str, place: Place, there: bool) -> None:
        was = phone in self._places
        places = self._places.setdefault(phone, {})
        for known, where in list(places.items()):
            if known == call_id or (where == place and any(place)):
                del places[known]
        if there:
            places[call_id] = place
        if not places:
            del self._places[phone]
        if was != (phone in self._places):
            self._changed.add(phone)


def phone_of(event: Event) -> Phone:
    """Whom one of :data:`EVENTS` is about."""
    return (
        event.get("from-user") or event.get("username") or event.get("user"),
        event.get("realm") or event.get("from-host") or event.get("host"),
    )


def _places(rows: Iterable[Mapping[str, str]]) -> dict[Phone, dict[str, Place]]:
    found: dict[Phone, dict[str, Place]] = {}
    for row in rows:
        places = found.setdefault((row["reg_user"], row["realm"]), {})
        places[row.get("token", "")] = (row.get("network_ip", ""), row.get("network_port", ""))
    return found
