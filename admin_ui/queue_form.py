"""The form of a queue, read: what it says of settings and seats, as a wish."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict
from typing import Any

from werkzeug.datastructures import MultiDict

from esl.queues.proposing import Wish
from seatyard.errors import InvalidInput
from seatyard.sentence import sentence

Form = MultiDict[str, str]
NUMBERS = ("wait_limit", "max_waiting", "no_seat_limit", "level_wait", "wrap_up")
MOST = 86_400
"""Seconds, or callers."""
YES_OR_NO = ("announce_seat", "announce_position", "survey")
TARGETS = {"on_timeout": "", "on_full": "max_waiting", "on_no_seat": ""}
"""Where callers go, each with the number without which nobody is ever sent there."""
SEAT = "seat:"
"""The choice of a seat, whose number is typed beside it."""
_PIECE = re.compile(r"([0-9]{2,6})(?:\s*[-\N{EN DASH}~\N{FULLWIDTH TILDE}]\s*([0-9]{2,6}))?")
_BETWEEN = re.compile(r"[,;\s\N{IDEOGRAPHIC COMMA}\N{FULLWIDTH COMMA}\N{FULLWIDTH SEMICOLON}]+")
_RANGE = re.compile(r"\s*([-\N{EN DASH}~\N{FULLWIDTH TILDE}])\s*")


def wish_of(form: Form, known: Collection[str]) -> Wish:
    """The queue as the form has it; ``known`` are the numbers of the tenant's seats."""
    name = form.get("name", "").strip()
    if form.get("act") == "remove":
        return Wish(name, removed=True)
    said: dict[str, Any] = {"strategy": form.get("strategy", "")}
    said |= {key: _count(form, key) for key in NUMBERS}
    said |= {key: key in form for key in YES_OR_NO}
    for target, limit in TARGETS.items():
        reached = not limit or said[limit]
        said[target] = _target(form, target) if reached else None
    said["call_back"] = _call_back(form)
    said["skill"] = _skill(form)
    if not said["skill"] and "by_skill" not in form:
        said["seats"] = _seats(form, known)
    return Wish(name, said, new="new" in form)


def as_text(wish: Wish) -> str:
    """As a page carries it from the question to the yes."""
    return json.dumps(asdict(wish), ensure_ascii=False)


def of_text(text: str) -> Wish:
    """What ``as_text`` wrote; InvalidInput for anything else."""
    try:
        return Wish(**json.loads(text))
    except (ValueError, TypeError):
        raise InvalidInput("cannot be read", where="wish", allowed="what the page before has sent") from None


def numbers_of(text: str, known: Iterable[str]) -> list[str]:
    """``1001-1010, 1015`` as numbers: of a range the seats that there are, else as they are typed."""
    found: dict[str, None] = {}
    for piece in filter(None, _BETWEEN.split(_RANGE.sub(r"\1", text.strip()))):
        matched = _PIECE.fullmatch(piece)
        if matched is None:
            raise InvalidInput(sentence("not a seat's number: %(number)s", number=piece), where="add")
        first, last = matched[1], matched[2]
        if last is None:
            found[first] = None
            continue
        within = [one for one in known if len(one) == len(first) and first <= one <= last]
        if not within:
            raise InvalidInput(sentence("no seats from %(first)s to %(last)s", first=first, last=last))
        found |= dict.fromkeys(within)
    return list(found)


def _count(form: Form, key: str) -> int:
    text = form.get(key, "").strip() or "0"
    if not text.isascii() or not text.isdigit() or len(text) > 5 or int(text) > MOST:
        told = sentence("not a number: %(text)s (allowed: 0 to %(most)s)", text=text, most=MOST)
        raise InvalidInput(told, where=key)
    return int(text)


def _target(form: Form, key: str) -> str | None:
    chosen = form.get(key, "")
    return SEAT + form.get(f"{key}_seat", "").strip() if chosen == SEAT else chosen or None


def _call_back(form: Form) -> dict[str, Any]:
    if "call_back" not in form:
        return {}
    return {
        "attempts": _count(form, "attempts"),
        "pause": _count(form, "pause"),
        "hours": form.get("hours", "").strip(),
    }


def _skill(form: Form) -> dict[str, Any]:
    name = form.get("skill", "").strip()
    return {"name": name, "least": max(1, _count(form, "least"))} if name else {}


def _seats(form: Form, known: Collection[str]) -> list[dict[str, Any]]:
    """Those that stay, at their places, and behind them those that are added."""
    out = set(form.getlist("out"))
    seats: list[dict[str, Any]] = [
        {
            "number": number,
            "level": max(1, _count(form, f"level-{number}")),
            "position": max(1, _count(form, f"position-{number}")),
        }
        for number in dict.fromkeys(form.getlist("member"))
        if number not in out
    ]
    there = {seat["number"] for seat in seats}
    level = max(1, _count(form, "add_level"))
    last = max((seat["position"] for seat in seats if seat["level"] == level), default=0)
    new = [number for number in numbers_of(form.get("add", ""), known) if number not in there]
    return seats + [{"number": one, "level": level, "position": last + at} for at, one in enumerate(new, 1)]


def typed(form: Form, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """What stands in the form again where it was refused: as it was typed, over what is known."""
    numbers = {key: form.get(key, "") for key in (*NUMBERS, "strategy", "name")}
    targets = {key: _target(form, key) for key in TARGETS}
    seats = [
        {
            "number": number,
            "level": _least(form, f"level-{number}"),
            "position": _least(form, f"position-{number}"),
        }
        for number in form.getlist("member")
    ]
    told = {**wanted, **numbers, **targets, **{key: key in form for key in YES_OR_NO}}
    if "by_skill" in form:
        return told
    name = form.get("skill", "").strip()
    return told | {"seats": seats, "skill": {"name": name, "least": _least(form, "least")} if name else {}}


def _least(form: Form, key: str) -> int:
    return max(1, form.get(key, 1, int))
