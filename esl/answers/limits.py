"""How many calls a tenant and each of its numbers may have, in and out: at once, and begun in a second.

A call is a line to a carrier; colleagues among themselves use none. What is one too many is refused by the
switch, and its record says why (``seatyard_refused``). Emergency calls pass by all of this.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..flows.xml import Element, action
from . import lines

REFUSED = "seatyard_refused"
"""Of a leg: why the call did not go, for its record."""
BUSY = "USER_BUSY"
"""What a caller from outside gets, whose carrier shall not try elsewhere: 486."""
FULL, TOO_FAST = "NORMAL_CIRCUIT_CONGESTION", "SWITCH_CONGESTION"
"""What a seat's phone gets: 503, with Q.850 34 and 42."""


@dataclass(frozen=True)
class Limit:
    """None where there is none."""

    concurrent_calls: int | None = None
    calls_per_second: int | None = None

    @classmethod
    def of(cls, section: Mapping[str, Any]) -> Limit:
        return cls(section.get("concurrent_calls"), section.get("calls_per_second"))


@dataclass(frozen=True)
class Limits:
    tenant_id: int
    tenant: Limit = Limit()
    numbers: Mapping[str, Limit] = field(default_factory=dict)

    @classmethod
    def of(cls, tenant_id: int, policies: Mapping[str, Any]) -> Limits:
        """From a tenant's policies: the file's ``limits``."""
        section = policies.get("limits") or {}
        numbers = {e164: Limit.of(own) for e164, own in section.get("numbers", {}).items()}
        return cls(tenant_id, Limit.of(section), numbers)

    def counters(self, e164: str) -> list[str]:
        """What a line with this number counts as; it may be a variable."""
        return [lines.tenant(self.tenant_id), lines.number(e164)]

    def arriving(self, e164: str) -> list[Element]:
        """For a call to a number, before anything answers it; the carrier's leg keeps the counts."""
        return [
            action("set", "limit_ignore_transfer=true"),
            action("set", f"{lines.ACCOUNT}={lines.account(self.counters(e164))}"),
            *_within("number", lines.number(e164), self.numbers.get(e164, Limit()), BUSY, BUSY),
            *self._within_the_tenants(BUSY, BUSY),
            *_let_in(self.tenant, self.numbers.get(e164, Limit())),
        ]

    def leaving(self, shown: str) -> list[Element]:
        """For a call that shows a number, whichever it is."""
        counted = lines.counted(lines.number(shown))
        let_in = _let_in(self.tenant, *self.numbers.values())
        return [counted, *self._within_the_tenants(FULL, TOO_FAST), *let_in]

    def leaving_with(self, e164: str) -> list[Element]:
        """Before that, for a call that shows this limited number."""
        return _within("number", lines.number(e164), self.numbers[e164], FULL, TOO_FAST)

    def _within_the_tenants(self, full: str, too_fast: str) -> list[Element]:
        return _within("tenant", lines.tenant(self.tenant_id), self.tenant, full, too_fast)


def _within(whose: str, counter: str, limit: Limit, full: str, too_fast: str) -> list[Element]:
    """The count is kept without a limit as well: one that is set later holds for the calls that go on."""
    if limit.concurrent_calls:
        made = [_because(f"{whose}_calls"), lines.counted(counter, limit.concurrent_calls, full)]
    else:
        made = [lines.counted(counter)]
    if limit.calls_per_second:
        made += [
            _because(f"{whose}_rate"),
            lines.at_a_rate(counter, limit.calls_per_second, too_fast),
        ]
    return made


def _because(why: str) -> Element:
    """Said before it is asked: the call ends where it is refused."""
    return action("set", f"{REFUSED}={why}")


def _let_in(*limits: Limit) -> list[Element]:
    """Take back what ``_because`` said, where it may have said something."""
    return [action("unset", REFUSED)] if any(limit != Limit() for limit in limits) else []
