"""A tenant's own program, which asks Seatyard over HTTP with its token."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any

from .plant import Plant


class Program:
    def __init__(self, plant: Plant, tenant: str, token: str) -> None:
        self.root = f"http://127.0.0.1:{plant.web_port}/api/v1/tenants/{tenant}"
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
    """One that may do these things; none: the usual ones."""
    asked = [word for scope in scopes for word in ("--scope", scope)]
    return Program(plant, tenant, plant.seatyard("tenant", "token", "add", tenant, label, *asked).strip())
