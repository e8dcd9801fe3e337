"""An onboarding file for tests: ``acme()`` is the whole of it, with any section replaced."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import yaml

DID = "+861088880001"

ACME: dict[str, Any] = {
    "tenant": {
        "name": "acme",
        "title": {"zh": "安康客服", "en": "Acme Care"},
        "domain": "acme.seats.example",
    },
    "contract": {
        "template": "hotline-seat-lease",
        "signed": "2026-02-20",
        "starts": "2026-03-01",
        "ends": "2027-02-28",
    },
    "seats": [
        {"number": "1001", "type": "bidirectional", "name": "李雷", "password": "lilei-1001"},
        {"number": "1002", "type": "inbound", "name": "韩梅梅"},
    ],
    "queues": [
        {"name": "sales", "seats": ["1001", {"number": "1002", "level": 2}], "wait_limit": 120, "wrap_up": 10}
    ],
    "numbers": [{"e164": DID, "flow": "main"}],
    "flows": {
        "main": {
            "start": "hello",
            "nodes": {
                "hello": {
                    "menu": {"prompt": {"say": "销售请按1"}, "digits": {"1": "sales"}, "otherwise": "sales"}
                },
                "sales": {"queue": "sales"},
            },
        }
    },
    "recordings": {"record": "all", "keep": "1 month", "announce": True},
}


def acme(**sections: Any) -> dict[str, Any]:
    return copy.deepcopy(ACME) | sections


def write(folder: Path, document: dict[str, Any], name: str = "acme.yaml") -> str:
    path = folder / name
    path.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    return str(path)
