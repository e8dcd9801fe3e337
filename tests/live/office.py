"""A tenant of several seats, for what they do with each other; another with the same numbers beside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import yaml

from . import days
from .phones import Call, Phone
from .plant import Plant
from .waiting import until

BOSS, QUIET, SELLER, AWAY = "2001", "2002", "2003", "2004"
"""A supervisor; an inbound seat; one for both ways; one bound to an ordinary telephone."""
ROOM, MODERATOR = "8000", "97531"
"""A conference, and the PIN of its moderators; each tenant has a PIN of its own for the others."""
MOBILE = "+8613911112222"
"""The telephone of :data:`AWAY`."""
TONES = {BOSS: 500, QUIET: 700, SELLER: 900}
"""Hz that each seat's phone says all the time; callers say something else."""


@dataclass
class Office:
    plant: Plant
    name: str
    did: str
    phones: dict[str, Phone] = field(default_factory=dict)

    @property
    def domain(self) -> str:
        return f"{self.name}.seats.example"

    def document(self) -> dict[str, Any]:
        today = days.today()
        return {
            "tenant": {"name": self.name, "title": {"zh": "办公室", "en": "Office"}, "domain": self.domain},
            "contract": {
                "template": "hotline-seat-lease",
                "signed": f"{today.year - 1}-12-01",
                "starts": today.replace(day=1).isoformat(),
                "ends": f"{today.year + 1}-12-31",
            },
            "seats": [
                self.seat(BOSS, type="bidirectional", supervisor=True, devices=3),
                self.seat(QUIET, type="inbound"),
                self.seat(SELLER, type="bidirectional", devices=2),
                self.seat(AWAY, type="inbound", phone=MOBILE),
            ],
            "queues": [
                {"name": "sales", "seats": [SELLER, QUIET], "wrap_up": 0},
                {"name": "outside", "seats": [AWAY], "wrap_up": 0},
            ],
            "numbers": [{"e164": self.number(flow), "flow": flow} for flow in self.flows()],
            "flows": self.flows(),
            "conferences": [
                {
                    "number": ROOM,
                    "pin": self.pin,
                    "moderator_pin": MODERATOR,
                    "max_members": 32,
                    "record": True,
                }
            ],
            "outbound": {"caller_numbers": [self.number("desk")], "allow": ["+86"], "deny": ["+86900"]},
        }

    def seat(self, number: str, **more: Any) -> dict[str, Any]:
        return {"number": number, "name": f"坐席{number}", "password": self.password(number), **more}

    def password(self, number: str) -> str:
        return f"{self.name}-{number}"

    def flows(self) -> dict[str, Any]:
        def one(**node: Any) -> dict[str, Any]:
            return {"start": "first", "nodes": {"first": node}}

        return {
            "desk": one(seat=QUIET, ring=30),
            "shop": one(seat=SELLER, ring=30),
            "sales": one(queue="sales"),
            "outside": one(queue="outside"),
            "room": one(conference=ROOM),
        }

    @property
    def pin(self) -> str:
        """Of its conference."""
        return {"north": "2468"}.get(self.name, "1357")

    def number(self, flow: str) -> str:
        return f"{self.did}{sorted(self.flows()).index(flow)}"

    def onboard(self) -> None:
        for flow in self.flows():
            self.plant.seatyard("number", "add", self.number(flow))
        self.apply(self.document())

    def apply(self, document: dict[str, Any]) -> None:
        path = self.plant.home / f"{self.name}.yaml"
        path.write_text(yaml.safe_dump(document, allow_unicode=True))
        self.plant.seatyard("tenant", "onboard", str(path), "--waive", "tried today")

    def phone(self, number: str, **account: Any) -> Phone:
        """The seat's phone, registered; the same one for every test."""
        if number not in self.phones:
            self.phones[number] = self.register(number, tone=TONES.get(number, 0), **account)
        return self.phones[number]

    def register(self, number: str, **account: Any) -> Phone:
        """One more phone of the seat."""
        phone = self.plant.phones.seat(number, self.domain, self.password(number), self.plant.sip, **account)
        until(f"the registration of {number}", lambda: phone.registration)
        return phone

    def call(self, flow: str) -> Call:
        """A caller from outside."""
        return self.plant.call_in(self.number(flow))

    def queue_call(self) -> tuple[Call, Call, str]:
        """A caller who talks with a seat of the queue: the caller's call, the seat's, the seat's number."""
        phones = {number: self.phone(number) for number in (QUIET, SELLER)}
        until("they are available", lambda: {self.agent(number) for number in phones} == {"Available"})
        before = {number: len(phone.incoming) for number, phone in phones.items()}
        caller = self.call("sales")
        number = until(
            "a seat rings",
            lambda: next((n for n, phone in phones.items() if len(phone.incoming) > before[n]), ""),
        )
        seat = answered(phones[number], before[number])
        until("the talk", lambda: caller.up and self.talks(number))
        until("the agent's state", lambda: self.agent(number, "state") == "In a queue call")
        return caller, seat, number

    def dial(self, number: str, code: str) -> Call:
        return self.phone(number).dial(f"sip:{code}@{self.domain}")

    def status(self, number: str, code: str) -> int:
        """The SIP status at the end of what a seat dials."""
        call = self.dial(number, code)
        until(f"the end of {code}", lambda: call.over)
        return call.status

    def talks(self, number: str) -> str:
        """The leg on which a seat talks now, as the switch remembers it."""
        api = self.plant.switch.api
        leg = api(f"hash select/seatyard_talks/{number}@{self.domain}")
        return leg if api(f"uuid_exists {leg}") == "true" else ""

    def agent(self, number: str, column: str = "status") -> str:
        """A column of the seat's agent, from mod_callcenter itself."""
        header, *rows = self.plant.switch.api("callcenter_config agent list").splitlines()
        for row in rows:
            if f"user/{number}@{self.domain}" in row:
                return dict(zip(header.split("|"), row.split("|"), strict=True))[column]
        return ""


def ringing(phone: Phone, before: int) -> Call:
    """The call that comes to a phone which had so many before."""
    until("the phone rings", lambda: len(phone.incoming) > before)
    return phone.incoming[before]


def answered(phone: Phone, before: int) -> Call:
    call = ringing(phone, before)
    call.reply(200)
    until("the talk", lambda: call.up)
    return call
