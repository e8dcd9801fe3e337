"""Two tenants whose seats, queues, extensions and flows have the same names and numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

CARRIER = "carrier1"
BOSS, QUIET, SELLER = "2001", "2002", "2003"
"""A supervisor; an inbound seat; one for both ways."""
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
        }

    def number(self, flow: str) -> str:
        """At which a flow is called."""
        return f"{self.block}{list(self.flows).index(flow):02}"

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
            "queues": [{"name": "sales", "seats": [SELLER, QUIET], "wrap_up": 0}],
            "numbers": [{"e164": self.number(flow), "flow": flow} for flow in self.flows],
            "flows": self.flows,
            "outbound": {"caller_numbers": [self.number("desk")], "allow": ["+86"], "deny": ["+86900"]},
        }


def one(**node: Any) -> dict[str, Any]:
    """A flow of one node."""
    return {"start": "first", "nodes": {"first": node}}


TENANTS = {name: Tenant(name, f"+86108887{at:02}") for at, name in enumerate(("alpha", "beta"))}
