"""A tenant's own program, or the operator's, which asks Seatyard over HTTP with its token."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any

from .plant import Plant


class Program:
    def __init__(self, plant: Plant, under: str, token: str) -> None:
        self.root = f"http://127.0.0.1:{plant.web_port}/api/v1/{under}"
        self.token = token

    def ask(self, path: str, body: Any = None, method: str = "", **headers: str) -> tuple[int, Any]:
        """A GET, a POST of ``body``, or ``method``; the status, and a good answer (of a list its entries)."""
        data = None if body is None else json.dumps(body).encode()
        sent = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        asked = urllib.request.Request(f"{self.root}/{path}", data, sent | named, method=method or None)
        try:
            with urllib.request.urlopen(asked, timeout=10) as answer:
                told = json.load(answer)
                return answer.status, told.get("items", told)
        except urllib.error.HTTPError as error:
            return error.code, {}


def program(plant: Plant, tenant: str, label: str, *scopes: str) -> Program:
    """A tenant's, that may do these things; none: the usual ones."""
    return _given(plant, f"tenants/{tenant}", "tenant", tenant, label, scopes)


def operator(plant: Plant, login: str, under: str, *scopes: str) -> Program:
    """A new one of the operator's staff, who asks with ``scopes`` for what is ``under`` there."""
    plant.seatyard("user", "add", login, "--role", "operator")
    return _given(plant, under, "user", login, "live", scopes)


def _given(plant: Plant, under: str, sort: str, owner: str, label: str, scopes: tuple[str, ...]) -> Program:
    """With a token that is new."""
    asked = [word for scope in scopes for word in ("--scope", scope)]
    return Program(plant, under, plant.seatyard(sort, "token", "add", owner, label, *asked).strip())
