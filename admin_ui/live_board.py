"""What the live board's page says beside the figures: its sums, its target, its words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from billing.contracts.service import contracts_of, versions_of
from esl.board.service import Now
from esl.seat_time.states import HOLD, TALKING
from seatyard import clock
from tenants.models import Tenant

USUAL = Decimal("0.8")
"""The share to be answered in time where the contract says nothing."""
LOOKS: Mapping[str, tuple[str, str]] = {
    "ready": ("circle-check", "green"),
    "talking": ("phone-call", "blue"),
    "hold": ("phone-pause", "yellow"),
    "ringing": ("phone-ringing", "orange"),
    "dialling": ("phone-outgoing", "blue"),
    "after_call": ("pencil", "yellow"),
    "busy": ("hand-stop", "orange"),
    "signed_out": ("logout", "secondary"),
    "unregistered": ("plug-connected-x", "red"),
    "waiting": ("hourglass", "orange"),
    "menu": ("dialpad", "secondary"),
}
"""The icon and the colour of a state, which its word stands beside."""
KINDS: Mapping[str, str] = {
    "listen": "ear",
    "whisper": "microphone",
    "barge": "users",
    "takeover": "switch-horizontal",
    "hangup": "phone-x",
}
"""What a supervisor does in a talk, with its icon."""


def target(tenant: Tenant) -> Decimal:
    """The service level that the contract of today asks for, as a share."""
    today = clock.now().date()
    for contract in reversed([one for one in contracts_of(tenant.id) if one.starts <= today]):
        versions = [one for one in versions_of(contract) if one.starts <= today]
        figures = versions[-1].terms.get("service_levels", {}).get("figures", {}) if versions else {}
        least = figures.get("service_level", {}).get("at_least")
        if least is not None:
            return Decimal(str(least))
    return USUAL


def level(in_time: int, offered: int) -> float | None:
    """The service level, as a share; None while no caller was offered."""
    return in_time / offered if offered else None


def sums(now: Now) -> dict[str, Any]:
    """Over all queues; ``since`` is when who waits longest joined."""
    queues = list(now.queues.values())
    added = {
        name: sum(one[name] for one in queues)
        for name in ("waiting", "offered", "answered", "in_time", "abandoned")
    }
    states = [one["state"] for one in now.seats.values()]
    waits = [one["since"] for one in queues if one["since"] is not None]
    return added | {
        "since": min(waits, default=None),
        "ready": states.count("ready"),
        "talking": sum(state in (TALKING, HOLD) for state in states),
        "seats": len(states),
    }


def calls(now: Now) -> list[tuple[str, str, dict[str, Any]]]:
    """(Kind, key, entry) of what goes on: callers without a seat, the longest first; then talks."""
    callers = [("caller", key, one) for key, one in now.callers.items()]
    talks = [("seat", key, one) for key, one in now.seats.items() if _talks(one)]
    return _by_time(callers) + _by_time(talks)


def _talks(seat: dict[str, Any]) -> bool:
    call = seat.get("call")
    return call is not None and not call["supervises"] and not call["waits"]


def _by_time(found: Iterable[tuple[str, str, dict[str, Any]]]) -> list[tuple[str, str, dict[str, Any]]]:
    return sorted(found, key=lambda one: (one[2]["since"] or 0, one[1]))
