"""The tenants of the run, one on each node, and what happens to them: the scenario of its switch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

SEATS = 40
MENU, QUEUE, OUT = 0.7, 0.2, 0.1
"""Of all calls: those that a menu answers, those that want a seat, those that seats make."""
PATIENCE = 20
"""Seconds after which the last caller has had enough."""


@dataclass(frozen=True)
class Lessee:
    """A tenant with its own numbers."""

    name: str
    number: int

    @property
    def domain(self) -> str:
        return f"{self.name}.seats.example"

    @property
    def menu(self) -> str:
        return f"+86108888{self.number}001"

    @property
    def queue(self) -> str:
        return f"+86108888{self.number}002"

    @property
    def seats(self) -> list[str]:
        return [str(1001 + at) for at in range(SEATS)]

    def password(self, seat: str) -> str:
        return f"chaos-{self.number}-{seat}"

    def document(self, begins: datetime) -> dict[str, Any]:
        """The file to onboard; seconds show on the invoice one by one."""
        first = begins.date().replace(day=1)
        return {
            "tenant": {"name": self.name, "title": {"zh": self.name, "en": self.name}, "domain": self.domain},
            "contract": {
                "template": "hotline-seat-lease",
                "signed": (first - timedelta(days=10)).isoformat(),
                "starts": first.isoformat(),
                "ends": first.replace(year=first.year + 1).isoformat(),
                "overrides": {
                    "seat_rent": {"price": {"inbound": 400, "bidirectional": 650}},
                    "call_charges": {"increment": "1/1"},
                },
            },
            "seats": [
                {
                    "number": seat,
                    "type": "bidirectional",
                    "name": seat,
                    "password": self.password(seat),
                }
                for seat in self.seats
            ],
            "queues": [{"name": "service", "seats": self.seats, "wait_limit": 60, "wrap_up": 1}],
            "numbers": [{"e164": self.menu, "flow": "menu"}, {"e164": self.queue, "flow": "queue"}],
            "flows": {"menu": _menu(), "queue": {"start": "wait", "nodes": {"wait": {"queue": "service"}}}},
            "outbound": {"caller_numbers": [self.menu], "allow": ["+86"], "deny": ["+86900"]},
        }

    def scenario(self, path: Path, seed: int, rate: float, begin: datetime, seconds: float) -> Path:
        """Calls at ``rate`` a second from ``begin`` on; the same seed, the same calls."""
        last = begin + timedelta(seconds=seconds)
        minutes = {f"{at:%H:%M}": 1 for at in _minutes(begin, last)}
        inbound = {
            "domain": self.domain,
            "hours": minutes,
            "talk": [2, 12],
            "digits": [{"1": 1, "": 1}],
        }
        day = lambda calls: dict.fromkeys(("weekday", "weekend"), calls * len(minutes) * 60)  # noqa: E731
        played = {
            "seed": seed,
            "timezone": "Asia/Shanghai",
            "phones": [
                {"number": seat, "domain": self.domain, "password": self.password(seat), "ring": [0.5, 2]}
                for seat in self.seats
            ],
            "inbound": [
                {**inbound, "did": self.menu, "patience": [1, 9], "calls_per_day": day(rate * MENU)},
                {**inbound, "did": self.queue, "patience": [4, PATIENCE], "calls_per_day": day(rate * QUEUE)},
            ],
            "outbound": [
                {
                    "domain": self.domain,
                    "seats": self.seats,
                    "destinations": ["+86137xxxxxxxx"],
                    "hours": minutes,
                    "calls_per_day": day(rate * OUT / SEATS),
                    "talk": [1, 8],
                    "ring": [0.5, 3],
                }
            ],
        }
        path.write_text(yaml.safe_dump(played, allow_unicode=True))
        return path


def _minutes(begin: datetime, last: datetime) -> Iterator[datetime]:
    at = begin.replace(second=0, microsecond=0)
    while at < last:
        yield at
        at += timedelta(minutes=1)


def _menu() -> dict[str, Any]:
    menu = {"prompt": {"say": "请按1"}, "digits": {"1": "bye"}, "timeout": 3, "otherwise": "bye"}
    return {"start": "hello", "nodes": {"hello": {"menu": menu}, "bye": {"hangup": True}}}
