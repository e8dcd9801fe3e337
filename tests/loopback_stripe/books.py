"""The objects of an account, and the events that tell of them."""

from __future__ import annotations

import copy
import itertools
import time
from collections.abc import Callable
from typing import Any

from .errors import ApiError, missing

VERSION = "2026-10-28.endive"
CURRENCIES = {"cny", "eur", "hkd", "jpy", "usd"}
MOST = 99_999_999
"""The largest amount of a charge, in minor units."""

Object = dict[str, Any]


class Books:
    def __init__(self, now: Callable[[], int] = lambda: int(time.time())) -> None:
        self.now = now
        self.objects: dict[str, Object] = {}
        self.events: list[Object] = []
        self.numbers: set[str] = set()
        self._count = itertools.count(1)
        self._given = itertools.count(1)

    def make(self, kind: str, prefix: str, **fields: Any) -> Object:
        made = {
            "id": f"{prefix}_{next(self._count):06}",
            "object": kind,
            "created": self.now(),
            "livemode": False,
            "metadata": {},
            **fields,
        }
        self.objects[made["id"]] = made
        return made

    def get(self, kind: str, id: str) -> Object:
        found = self.objects.get(id)
        if found is None or found["object"] != kind:
            raise missing(kind, id)
        return found

    def all(self, kind: str, **fields: Any) -> list[Object]:
        """The latest first, as lists come."""
        of_kind = [one for one in self.objects.values() if one["object"] == kind]
        wanted = {name: value for name, value in fields.items() if value is not None}
        return [one for one in of_kind[::-1] if all(one.get(name) == value for name, value in wanted.items())]

    def page(self, found: list[Object], params: Object) -> Object:
        after, limit = params.get("starting_after"), params.get("limit", 10)
        ids = [one["id"] for one in found]
        rest = found[ids.index(after) + 1 :] if after is not None else found
        return {"object": "list", "data": rest[:limit], "has_more": len(rest) > limit, "url": "/v1"}

    def number(self, wanted: str | None) -> str:
        """Given once for ever."""
        number = wanted or f"LOOP-{next(self._given):04}"
        if number in self.numbers:
            raise ApiError(f"An invoice with the number {number} exists already")
        self.numbers.add(number)
        return number

    def tell(self, type: str, thing: Object) -> None:
        data = {"object": copy.deepcopy(thing)}
        fields = {"type": type, "data": data, "api_version": VERSION, "pending_webhooks": 1}
        self.events.append(self.make("event", "evt", **fields))


def currency(text: str) -> str:
    if text.lower() not in CURRENCIES:
        raise ApiError(f"Invalid currency: {text}")
    return text.lower()
