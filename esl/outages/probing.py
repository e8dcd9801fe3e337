"""A node looked at from outside: its own word on its SIP profiles, OPTIONS to them, its banner."""

from __future__ import annotations

import re
import time
from datetime import datetime
from ipaddress import ip_address

import gevent
from gevent import socket

from seatyard.errors import InvalidInput, SwitchError
from seatyard.safe_xml import root_of

from ..session import Address, Session
from . import options
from .combine import Seen
from .kinds import (
    BANNER,
    EVENT_SOCKET,
    OPTIONS_CARRIERS,
    OPTIONS_SEATS,
    PROFILE_CARRIERS,
    PROFILE_SEATS,
)
from .signals import Signals

EVERY = 2.0
"""Seconds between two looks while something is silent, which is how finely its end is known."""
ROUND = 10.0
"""Likewise while nothing is."""
BANNER_LIMIT = 5.0
COMMAND = "sofia xmlstatus"
COMMAND_LIMIT = 5.0

PROFILES = {"internal": (PROFILE_SEATS, OPTIONS_SEATS), "external": (PROFILE_CARRIERS, OPTIONS_CARRIERS)}
OPTIONS = tuple(asked for _, asked in PROFILES.values())
_PLACE = re.compile(r"@(?:\[([0-9A-Fa-f:.]+)\]|([0-9.]+)):([0-9]{1,5})")
RUNNING = re.compile(r"RUNNING \([0-9]+\)\Z")
"""Of the profile's UDP; its TLS and WebSockets are listed apart."""


class Probing:
    """``step`` needs an application around it."""

    def __init__(self, address: Address, session: Session, signals: Signals) -> None:
        self.address = address
        self._session = session
        self._signals = signals
        self._looked_at = -ROUND

    def step(self) -> None:
        """Look at everything when it is time, and write what it changes."""
        if self._signals.combiner.silent or time.monotonic() - self._looked_at >= ROUND:
            self._looked_at = time.monotonic()
            self._signals.look(self._told())  # at once: what follows takes seconds
            seen = self._asked()
            if not self._session.up and self._signals.addresses:
                seen.append(self._banner())
            self._signals.look(seen)
        self._signals.write()

    def _told(self) -> list[Seen]:
        """What the switch says of its profiles. That it says so proves the Event Socket."""
        if not self._session.up:
            return []
        try:
            reply = self._session.bgapi(COMMAND, timeout=COMMAND_LIMIT)
        except SwitchError:
            return []  # the session sees to that
        if reply.at is None:
            return []
        self._signals.clock.told(reply.at)
        return [Seen(EVENT_SOCKET, reply.at, ok=True), *self._profiles(reply.text, reply.at)]

    def _profiles(self, text: str, at: datetime) -> list[Seen]:
        found = running(text)
        if found is None:
            return []
        seen = []
        for profile, (told, asked) in PROFILES.items():
            if (place := found.get(profile)) is not None:
                self._signals.found(asked, place)
            seen.append(Seen(told, at, ok=place is not None, what="the switch does not list it as running"))
        return seen

    def _asked(self) -> list[Seen]:
        """OPTIONS to every profile that was ever seen, all at the same time."""
        places = {one: self._signals.addresses[one] for one in OPTIONS if one in self._signals.addresses}
        jobs = {one: gevent.spawn(options.ask, *_split(place)) for one, place in places.items()}
        gevent.joinall(list(jobs.values()))
        at = self._signals.clock.now()
        answers = {one: job.value for one, job in jobs.items() if job.value is not None}
        return [Seen(one, at, got.ok, f"{places[one]}: {got.what}") for one, got in answers.items()]

    def _banner(self) -> Seen:
        ok, what = banner(self.address.host, self.address.port)
        return Seen(BANNER, self._signals.clock.now(), ok, what)


def running(text: str) -> dict[str, str] | None:
    """Each running profile's UDP address in a ``sofia xmlstatus``; None where it is none."""
    try:
        root = root_of(text.encode("latin-1", "replace"), "sofia xmlstatus")
    except InvalidInput:
        return None
    found = {}
    for one in root.iterfind("profile"):
        place = _PLACE.search(one.findtext("data", ""))
        if place and RUNNING.match(one.findtext("state", "")) and _is_place(place[1] or place[2], place[3]):
            host = f"[{place[1]}]" if place[1] else place[2]
            found[one.findtext("name", "")] = f"{host}:{place[3]}"
    return found


def _is_place(host: str, port: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return 0 < int(port) < 65536


def banner(host: str, port: int, limit: float = BANNER_LIMIT) -> tuple[bool, str]:
    """Whether an Event Socket gives its banner, to whoever asks; and what came in its place."""
    try:
        with socket.create_connection((host, port), timeout=limit) as sock:
            said = sock.recv(256)
    except TimeoutError:
        return False, f"no banner in {limit:g} s"
    except OSError as error:
        return False, error.strerror or str(error)
    return bool(said), "a banner" if said else "closed without a banner"


def _split(place: str) -> tuple[str, int]:
    host, _, port = place.rpartition(":")
    return host.strip("[]"), int(port)
