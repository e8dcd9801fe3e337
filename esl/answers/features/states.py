"""Ready, busy, after-call work, signed out: said on the seat's own phone, done by the switch itself.

Each code sets the agent's status in mod_callcenter, fires ``seatyard::state`` and leaves the same in
the switch's memory, for when Seatyard was away (``esl.seats.notes``).
"""

from __future__ import annotations

import re

from tenants.models import Tenant
from tenants.reasons import busy_reasons

from ...flows.xml import Element, action
from ...models import AFTER_CALL, BUSY, READY, SIGNED_OUT
from ...provisioning.state import AVAILABLE, LOGGED_OUT, ON_BREAK
from ...seats.notes import EVENT, MEMORY, VARIABLE, said
from . import codes as table
from .codes import Codes, by_a_seat, confirm, exactly

MINUTES = r"([1-9]\d?)"


def codes(tenant: Tenant) -> Codes:
    """``*41``, ``*42`` with a reason, ``*43``, ``*44`` with minutes."""
    domain = tenant.domain
    ready = _set(domain, "ready_time", "0"), _set(domain, "status", AVAILABLE)
    exact = {
        table.READY: by_a_seat("ready", exactly(table.READY), *_say(READY), *ready, *confirm()),
        table.BUSY: by_a_seat(
            "busy", exactly(table.BUSY), *_say(BUSY), _set(domain, "status", ON_BREAK), *confirm()
        ),
        table.SIGN_OUT: by_a_seat(
            "sign-out",
            exactly(table.SIGN_OUT),
            *_say(SIGNED_OUT),
            _set(domain, "status", LOGGED_OUT),
            *confirm(),
        ),
        table.AFTER_CALL: by_a_seat(
            "after-call",
            exactly(table.AFTER_CALL),
            *_say(AFTER_CALL),
            _set(domain, "status", ON_BREAK),
            *confirm(),
        ),
    }
    for code in busy_reasons(tenant.policies):
        dialled = f"{table.BUSY}{code}"
        exact[dialled] = by_a_seat(
            f"busy-{code}",
            exactly(dialled),
            *_say(BUSY, str(code)),
            _set(domain, "status", ON_BREAK),
            *confirm(),
        )
    return Codes(exact, [_some_minutes(domain)])


def _some_minutes(domain: str) -> Element:
    """After-call work that the switch ends by itself: mod_callcenter offers nothing before ``ready_time``."""
    return by_a_seat(
        "after-call-minutes",
        f"^{re.escape(table.AFTER_CALL)}{MINUTES}$",
        *_say(AFTER_CALL, minutes="$1"),
        _set(domain, "ready_time", "${expr(${strepoch()}+$1*60)}"),
        _set(domain, "status", AVAILABLE),
        *confirm(),
    )


def _say(state: str, reason: str = "", minutes: str = "") -> list[Element]:
    return [
        action("set", f"{VARIABLE}={said(state, reason, minutes)}"),
        action("event", f"Event-Name=CUSTOM,Event-Subclass={EVENT}"),
        action(
            "hash",
            f"insert/{MEMORY}/${{seatyard_seat}}/${{{VARIABLE}}};${{strepoch()}};${{uuid}}",
        ),
    ]


def _set(domain: str, column: str, value: str) -> Element:
    """A column of the seat's own agent in mod_callcenter."""
    word = f"'{value}'" if " " in value else value
    command = f"agent set {column} seat-${{seatyard_seat}}@{domain} {word}"
    return action("set", f"seatyard_told=${{callcenter_config({command})}}")
