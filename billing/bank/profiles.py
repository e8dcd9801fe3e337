"""Which column of a bank's CSV says what: small YAML files, by name or by path."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from seatyard import documents
from seatyard.errors import NotFound

from ..cases.facts.schemas import NAME, mapping, several
from .lines import DATES

HERE = Path(__file__).parent / "profiles"
COLUMNS = (
    "date", "credit", "debit", "amount", "direction", "currency", "account", "balance",
    "payer_name", "payer_account", "text", "reference",
)  # fmt: skip
NAMES = several(NAME, minItems=1)
SCHEMA = mapping(
    ["columns"],
    {
        "title": NAME,
        "currency": {"type": "string", "pattern": "^[A-Z]{3}$", "description": "a currency such as CNY"},
        "account": NAME,
        "charset": {"enum": ["utf-8", "gb18030"]},
        "dates": NAMES,
        "decimal_comma": {"type": "boolean", "description": "true or false"},
        "signed": {"type": "boolean", "description": "true or false"},
        "columns": mapping(["date"], dict.fromkeys(COLUMNS, NAMES)),
        "directions": mapping(["credit", "debit"], {"credit": NAMES, "debit": NAMES}),
    },
)


@dataclass(frozen=True, slots=True)
class Profile:
    name: str
    columns: dict[str, tuple[str, ...]]
    """What is looked for under any of these headers, ``plain``."""
    directions: dict[str, bool]
    """Words of the column ``direction``; True is money in."""
    currency: str = "CNY"
    account: str = ""
    charset: str | None = None
    dates: tuple[str, ...] = DATES
    decimal_comma: bool = False
    signed: bool = False
    """``amount`` is below zero where money went out."""

    def places(self, row: list[str]) -> dict[str, list[int]] | None:
        """Where each column stands, if the row is the header that the profile means."""
        headers = [plain(cell) for cell in row]
        found = {
            column: [headers.index(name) for name in names if name in headers]
            for column, names in self.columns.items()
        }
        found = {column: places for column, places in found.items() if places}
        two = {"credit", "debit"} <= found.keys()
        one = "amount" in found and (self.signed or "direction" in found)
        return found if "date" in found and (two or one) else None


def plain(text: str) -> str:
    """A header without what banks vary: widths, spaces, tabs, quotes."""
    return "".join(unicodedata.normalize("NFKC", text).split()).strip("'\"").casefold()


def profile(name: str) -> Profile:
    """One that is built in, or the file at a path. NotFound, or InvalidInput for what it says."""
    if name in built_in():
        return built_in()[name]
    path = Path(name)
    if path.suffix not in (".yaml", ".yml"):
        known = ", ".join(built_in())
        raise NotFound(f"no profile {name!r}", where="--profile", allowed=f"{known}, or a YAML file")
    return _read(path)


@cache
def built_in() -> dict[str, Profile]:
    return {path.stem: _read(path) for path in sorted(HERE.glob("*.yaml"))}


def _read(path: Path) -> Profile:
    document: dict[str, Any] = documents.read(path)
    documents.check(document, SCHEMA, at=path.name)
    words = document.get("directions", {})
    return Profile(
        name=path.stem,
        columns={
            column: tuple(plain(name) for name in names) for column, names in document["columns"].items()
        },
        directions={plain(word): way == "credit" for way in words for word in words[way]},
        currency=document.get("currency", "CNY"),
        account=document.get("account", ""),
        charset=document.get("charset"),
        dates=tuple(document.get("dates", DATES)),
        decimal_comma=document.get("decimal_comma", False),
        signed=document.get("signed", False),
    )
