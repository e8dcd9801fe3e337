"""Two tenants whose seats, queues, extensions and flows have the same names and numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

CARRIER = "carrier1"
BOSS, QUIET, SELLER = "2001", "2002", "2003"
"""A supervisor; an inbound seat; one for both ways."""
ROOM, MODERATOR = "8000", "97531"
"""A conference, and the PIN of its moderators; each tenant has a PIN of its own for the others."""
PIN = {"alpha": "2468", "beta": "1357"}
SEATS: dict[str, dict[str, Any]] = {
    BOSS: {"type": "bidirectional", "supervisor": True},
    QUIET: {"type": "inbound"},
    SELLER: {"type": "bidirectional"},
}


@dataclass(frozen=True)
class Tenant:
    name: str
    block: str
    """The digits with which all its numbers begin; two more follow."""

    @property
    def domain(self) -> str:
        return f"{self.name}.seats.example"

    @property
    def flows(self) -> dict[str, Any]:
        return {
            "desk": one(seat=QUIET, ring=30),
            "shop": one(seat=SELLER, ring=30),
            "sales": one(queue="sales"),
            "short": one(queue="short"),
            "limited": one(seat=QUIET, ring=30),
            "busy": one(hangup="busy"),
            "rejected": one(hangup="rejected"),
            "gone": one(hangup="unallocated"),
            "down": one(hangup="unavailable"),
            "open": hours({}),
            "shut": hours(dict.fromkeys((days_from_now(0), days_from_now(1)), "closed")),
            "mailbox": one(voicemail="sales"),
            "notice": two({"play": SAID, "then": "last"}, {"hangup": True}),
            "menu": two({"menu": MENU | ASKED}, {"seat": QUIET, "ring": 30}),
            "account": two({"collect": ACCOUNT | ASKED}, {"hangup": True}),
            "room": one(conference=ROOM),
            "score": two({"survey": ASKED | {"then": "last"}}, {"hangup": True}),
            "away": two({"seat": BOSS, "ring": 2, "no_answer": "last"}, {"hangup": True}),
        }

    def number(self, flow: str) -> str:
        """At which a flow is called."""
        return f"{self.block}{list(self.flows).index(flow):02}"

    def flow_of(self, extension: str) -> str:
        """``first`` of ``flow-7-first``: the node behind an extension of a flow."""
        return extension.split("-", 2)[2]

    def password(self, seat: str) -> str:
        return f"{self.name}-{seat}"

    def document(self) -> dict[str, Any]:
        today = date.today()
        return {
            "tenant": {"name": self.name, "title": {"zh": self.name, "en": self.name}, "domain": self.domain},
            "contract": {
                "template": "hotline-seat-lease",
                "signed": f"{today.year - 1}-12-01",
                "starts": today.replace(day=1).isoformat(),
                "ends": f"{today.year + 1}-12-31",
            },
            "seats": [
                {"number": number, "name": number, "password": self.password(number), **more}
                for number, more in SEATS.items()
            ],
            "queues": [
                {"name": "sales", "seats": [SELLER, QUIET], "wrap_up": 0},
                {"name": "short", "seats": [BOSS], "wait_limit": 2, "on_timeout": "voicemail:sales"},
            ],
            "numbers": [{"e164": self.number(flow), "flow": flow} for flow in self.flows],
            "flows": self.flows,
            "conferences": [{"number": ROOM, "pin": PIN[self.name], "moderator_pin": MODERATOR}],
            "recordings": {"record": "inbound", "keep": "1 month"},
            "limits": {"numbers": {self.number("limited"): {"concurrent_calls": 1}}},
            "call_parameters": {"on_ring": f"https://crm.{self.domain}/?s={{seat}}&q={{queue}}&c={{caller}}"},
            "outbound": {"caller_numbers": [self.number("desk")], "allow": ["+86"], "deny": ["+86900"]},
        }


SAID = {"say": "您好"}
ASKED = {"prompt": {"say": "请按键"}, "retries": 1, "timeout": 2}
MENU = {"digits": {"1": "last"}, "otherwise": "bye"}
ACCOUNT = {"into": "account", "min": 3, "max": 6, "then": "last", "otherwise": "bye"}


def days_from_now(days: int) -> str:
    return (date.today() + timedelta(days)).isoformat()


def one(**node: Any) -> dict[str, Any]:
    """A flow of one node."""
    return {"start": "first", "nodes": {"first": node}}


def two(first: dict[str, Any], last: dict[str, Any]) -> dict[str, Any]:
    return {"start": "first", "nodes": {"first": first, "last": last, "bye": {"hangup": "rejected"}}}


def hours(days: dict[str, str]) -> dict[str, Any]:
    """Always open, but for these days: rejected when open, busy when shut."""
    first = {"hours": {"when": "Mon-Sun 00:00-24:00", "days": days, "inside": "bye", "outside": "last"}}
    return two(first, {"hangup": "busy"})


TENANTS = {name: Tenant(name, f"+86108887{at:02}") for at, name in enumerate(("alpha", "beta"))}
