"""What was done about a contract's bills so far, and what of it stands. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    POINTED_OUT = "pointed_out"
    """The tenant was told of a bill before its due date."""
    REMINDER = "reminder"
    NOTICE = "suspension_notice"
    MAY_SUSPEND = "may_suspend"
    """The operator may; a person decides."""
    SUSPENDED = "suspended"
    RESTORED = "restored"
    """What the suspension or its notice rested on is paid."""
    MAY_TERMINATE = "may_terminate"
    TERMINATED = "terminated"
    SETTLED = "settled"
    """The bill is paid; what is found unpaid of it later begins anew."""
    TOLD = "told"
    """A person gave the notice otherwise than by e-mail."""
    HELD = "held"
    RESUMED = "resumed"
    UNDONE = "undone"
    AGAIN = "again"
    """What was undone may come again by itself."""


UNDOABLE = frozenset(
    (
        Kind.POINTED_OUT,
        Kind.REMINDER,
        Kind.NOTICE,
        Kind.MAY_SUSPEND,
        Kind.SUSPENDED,
        Kind.MAY_TERMINATE,
        Kind.TERMINATED,
    )
)
_RESTS_ON_PRINCIPAL = frozenset((Kind.NOTICE, Kind.TOLD, Kind.MAY_SUSPEND, Kind.SUSPENDED))


@dataclass(frozen=True, slots=True)
class Past:
    """Something that was done."""

    id: int
    kind: Kind
    bill: str
    """An invoice's number; empty for what is about the whole contract."""
    on: date
    number: int = 0
    """Of a reminder: which one of its bill."""
    about: int | None = None
    """Of UNDONE and AGAIN: the step."""
    until: date | None = None
    """Of HELD: its last day; None until it is resumed."""


@dataclass(slots=True)
class History:
    """What stands of a contract's past. What is of a bill ends with its SETTLED."""

    past: dict[int, Past] = field(default_factory=dict)
    _of_bill: dict[str, list[Past]] = field(default_factory=dict)
    """What was done of each bill, what was undone with it."""
    _undone: set[int] = field(default_factory=set)
    _hold: Past | None = None

    @classmethod
    def of(cls, past: Iterable[Past]) -> History:
        made = cls()
        for one in sorted(past, key=lambda one: one.id):
            made.add(one)
        return made

    def add(self, one: Past) -> None:
        self.past[one.id] = one
        of_bill = self._of_bill.setdefault(one.bill, [])
        match one.kind:
            case Kind.HELD:
                self._hold = one
            case Kind.RESUMED:
                self._hold = None
            case Kind.UNDONE:
                self._undone.add(_about(one))
            case Kind.AGAIN:
                self._drop(lambda step: step.id == one.about)
            case Kind.SETTLED:
                self._of_bill[one.bill] = []
            case Kind.RESTORED:
                self._drop(lambda step: step.bill == one.bill and step.kind in _RESTS_ON_PRINCIPAL)
            case _:
                of_bill.append(one)

    @property
    def bills(self) -> list[str]:
        """Those of which something was done that is not over."""
        return [bill for bill, steps in self._of_bill.items() if bill and steps]

    def held_on(self, day: date) -> Past | None:
        """The hold that is in force on a day."""
        hold = self._hold
        return hold if hold is not None and (hold.until is None or day <= hold.until) else None

    def decided(self, bill: str, kind: Kind, number: int = 0) -> bool:
        """Whether it was done, or done and undone: neither comes by itself. Of reminders: one of this number
        or a later one."""
        return any(one.kind is kind and one.number >= number for one in self._of_bill.get(bill, ()))

    def standing(self, bill: str, kind: Kind) -> Past | None:
        """The latest such step of a bill that nobody has undone."""
        steps = reversed(self._of_bill.get(bill, []))
        return next((one for one in steps if one.kind is kind and one.id not in self._undone), None)

    def warned(self, bill: str) -> bool:
        """Whether anything was done of a bill that its unpaid principal is the reason for."""
        return any(one.kind in _RESTS_ON_PRINCIPAL for one in self._of_bill.get(bill, ()))

    def suspended(self) -> list[str]:
        """The bills for which service stands still."""
        return [bill for bill in self._of_bill if self.standing(bill, Kind.SUSPENDED)]

    @property
    def terminated(self) -> Past | None:
        return self.standing("", Kind.TERMINATED)

    def is_undone(self, id: int) -> bool:
        return id in self._undone

    def is_over(self, id: int) -> bool:
        """Whether what has come since leaves nothing to undo of it."""
        return all(one.id != id for steps in self._of_bill.values() for one in steps)

    def _drop(self, gone: Callable[[Past], bool]) -> None:
        for steps in self._of_bill.values():
            steps[:] = [one for one in steps if not gone(one)]


def _about(one: Past) -> int:
    assert one.about is not None, "what undoes is about a step"
    return one.about
