"""The ``voicemail`` section: which seats have a box, the numbers of queues' boxes, and the PINs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from seatyard.errors import InvalidInput

from .. import pins
from ..models import Tenant
from .sections import Change, Onboarding

KINDS = ("seats", "queues")
Boxes = Mapping[str, Mapping[str, Any]]
"""By kind and name, as the file has them."""


class VoicemailSection:
    def check(self, document: Onboarding) -> None:
        said = document.get("voicemail", {})
        seats = {seat["number"] for seat in document["seats"]}
        queues = {queue["name"] for queue in document["queues"]}
        for kind, known in zip(KINDS, (seats, queues), strict=True):
            for name in said.get(kind, {}):
                if name not in known:
                    where, allowed = f"voicemail.{kind}.{name}", ", ".join(sorted(known)) or "none yet"
                    raise InvalidInput(f"no such {kind[:-1]}", where=where, allowed=allowed)
        taken = dict.fromkeys(seats, "a seat's number")
        for name, box in said.get("queues", {}).items():
            if box["number"] in taken:
                where = f"voicemail.queues.{name}.number"
                raise InvalidInput(f"{box['number']} is {taken[box['number']]}", where=where)
            taken[box["number"]] = "given twice"

    def changes(self, tenant: Tenant | None, document: Onboarding) -> list[Change]:
        there: Boxes = tenant.voicemail if tenant else {}
        said: Boxes = document.get("voicemail", {})
        changes: list[Change] = []
        for kind in KINDS:
            now, wanted = there.get(kind, {}), said.get(kind, {})
            for name in wanted:
                changes += _of_box(kind, name, now.get(name), wanted[name])
            changes += [_gone(kind, name) for name in now if name not in wanted]
        return changes

    def export(self, tenant: Tenant) -> Onboarding:
        """Without the PINs, which nobody knows."""
        boxes: dict[str, Any] = {
            kind: {name: _shown(box) for name, box in found.items()}
            for kind, found in sorted(tenant.voicemail.items())
        }
        return {"voicemail": boxes} if boxes else {}


def _of_box(kind: str, name: str, there: Mapping[str, str] | None, wanted: Mapping[str, str]) -> list[Change]:
    subject, pin = f"voicemail {name}", wanted.get("pin", "")
    if there is None:
        made = "" if pin else pins.make()
        box = _shown(wanted) | {"pin": pins.hashed(pin or made)}
        return [Change("add", subject, _put(kind, name, box), _number(box), made)]
    changes = []
    if pin and not pins.right(pin, there["pin"]):
        changes.append(Change("change", subject, _put(kind, name, {"pin": pins.hashed(pin)}), "PIN"))
    if _shown(wanted) != _shown(there):
        detail = f"number {there.get('number')} → {wanted.get('number')}"
        changes.append(Change("change", subject, _put(kind, name, _shown(wanted)), detail))
    return changes


def _number(box: Mapping[str, str]) -> str:
    return f"number {box['number']}" if "number" in box else ""


def _shown(box: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in box.items() if name != "pin"}


def _put(kind: str, name: str, values: Mapping[str, str]) -> Callable[[Tenant], None]:
    def apply(tenant: Tenant) -> None:
        boxes = dict(tenant.voicemail or {})
        boxes[kind] = {**boxes.get(kind, {}), name: {**boxes.get(kind, {}).get(name, {}), **values}}
        tenant.voicemail = boxes

    return apply


def _gone(kind: str, name: str) -> Change:
    def apply(tenant: Tenant) -> None:
        left = {other: box for other, box in tenant.voicemail[kind].items() if other != name}
        tenant.voicemail = {**tenant.voicemail, kind: left} if left else _without(tenant.voicemail, kind)

    return Change("remove", f"voicemail {name}", apply)


def _without(boxes: Mapping[str, Any], kind: str) -> dict[str, Any]:
    return {other: found for other, found in boxes.items() if other != kind}
