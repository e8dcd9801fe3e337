"""Seats' phones: what they are, and how they take a call."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from ..chance import Chance, Seconds, pick
from .remote import Remote, Ring

ANSWER, NO_ANSWER, BUSY, REJECT = "answer", "no_answer", "busy", "reject"
OUTCOMES = {NO_ANSWER: "", BUSY: "USER_BUSY", REJECT: "CALL_REJECTED", ANSWER: ANSWER}
HOST, FIRST_PORT = "127.0.0.1", 20000
"""Where phones are: ports count from the first, in the order of their coming."""
REFUSAL = 300_000
"""Microseconds until a phone says that it is busy (the captures' 0.3 s)."""


@dataclass
class Phone:
    """A phone on a seat, and how its user behaves."""

    number: str
    domain: str
    password: str
    host: str
    port: int
    registers: bool = True
    rings: Seconds = field(default_factory=lambda: Seconds("uniform", 2, 8))
    """How long it rings before it is answered or rejected."""
    behaviour: tuple[tuple[str, float], ...] = ((ANSWER, 1.0),)
    """answer, no_answer, busy, reject, by weight."""
    calls: int = 0
    """Calls that it is in now; a second one finds it busy."""
    a1: str = ""
    """What it proves itself by where the password is not known: md5(number:domain:password)."""

    @property
    def address(self) -> str:
        return f"{self.number}@{self.domain}"

    def rung(self, chance: Chance, *identity: object) -> Ring:
        """What happens to a call: depends on the call's identity, and on whether the phone is in use."""
        draw: random.Random = chance.of(*identity, "ring", self.address)
        outcome = pick(draw, self.behaviour)
        after = self.rings.draw(draw)
        if self.calls:
            return Ring(REFUSAL, "USER_BUSY")
        return Ring(REFUSAL if outcome == BUSY else after, OUTCOMES[outcome])

    def remote(self, tag: str, ring: Ring) -> Remote:
        return Remote(self.number, self.host, self.port, tag, ring=ring, phone=self.address)


class Phones:
    """All phones of the scenario."""

    def __init__(self, chance: Chance, phones: list[Phone]) -> None:
        self._chance = chance
        self.by_address = {phone.address: phone for phone in phones}
        self._by_port = {f"{phone.host}:{phone.port}": phone for phone in phones}

    def add(self, address: str, a1: str) -> Phone:
        """One more phone, whose user answers whenever it rings."""
        number, _, domain = address.partition("@")
        port = 1 + max((phone.port for phone in self.by_address.values()), default=FIRST_PORT - 1)
        phone = Phone(number, domain, "", HOST, port, rings=Seconds("uniform", 1, 3), a1=a1)
        self.by_address[address] = self._by_port[f"{phone.host}:{phone.port}"] = phone
        return phone

    def called(self, contact: str, identity: tuple[object, ...]) -> Remote | None:
        """The phone behind a contact (``1001@host:port``), rung; none if nobody is there."""
        phone = self._by_port.get(contact.rpartition("@")[2])
        if phone is None:
            return None
        ring = phone.rung(self._chance, *identity)
        return phone.remote(self._chance.token(40, *identity, "leg", phone.address), ring)
