"""A comparison as a document: its schema, how it is read, and the first example."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from seatyard import documents
from seatyard.errors import InvalidInput

from .. import terms
from ..cases.facts.schemas import DATE, NAME, mapping, several
from ..engine import Currency, Text
from ..engine.parameters import Amount
from .costs import Comparison, Cost, Every, Way
from .rented import Rental

MOST_SEATS = 500
MOST_MONTHS = 60
MOST_LINES = 40
MOST_WAYS = 5
MOST_MINUTES = 150_000
SEAT_MONTHS = 12_000


def _whole(low: int, high: int) -> dict[str, Any]:
    described = f"a whole number from {low:,} to {high:,}"
    return {"type": "integer", "minimum": low, "maximum": high, "description": described}


_TEXT = {
    "type": ["string", "object"],
    "minLength": 1,
    "maxLength": 100,
    "properties": {"zh": NAME, "en": NAME},
    "required": ["zh", "en"],
    "additionalProperties": False,
    "description": "a name, or {zh, en}",
}
COST = mapping(
    ["name", "amount", "every"],
    {
        "name": _TEXT,
        "amount": Amount().schema(),
        "quantity": _whole(1, 10_000),
        "every": {"enum": [every.value for every in Every]},
    },
)
RENTAL = mapping(
    ["template"],
    {
        "template": NAME,
        "starts": DATE,
        "type": NAME,
        "rent": Amount().schema(),
        "outbound": _whole(0, MOST_MINUTES),
        "inbound": _whole(0, MOST_MINUTES),
        "overrides": {"type": "object", "description": "a mapping of clauses to their parameters"},
    },
)
WAY = mapping(["name"], {"name": _TEXT, "contract": RENTAL, "costs": several(COST, maxItems=MOST_LINES)})
SCHEMA = mapping(
    ["seats", "months", "ways"],
    {
        "seats": _whole(1, MOST_SEATS),
        "months": _whole(1, MOST_MONTHS),
        "currency": {"enum": [currency.value for currency in Currency]},
        "starts": DATE,
        "ways": several(WAY, minItems=1, maxItems=MOST_WAYS),
    },
)


def load(path: Path) -> Comparison:
    """The comparison in a YAML file; InvalidInput names the first fault by its path in the file."""
    return of_document(documents.read(path))


def example() -> dict[str, Any]:
    """002 part 1: 20 seats, built by oneself or outsourced; beside them rented ones."""
    return documents.read(Path(str(resources.files(__package__).joinpath("example.yaml"))))


def of_document(document: dict[str, Any]) -> Comparison:
    """InvalidInput names the first fault by its path. The last answers are remembered: a contract is billed
    month by month for each, and who types changes one figure at a time."""
    documents.check(document, SCHEMA)
    return _made(_Asked(repr(document), document))


@dataclass(frozen=True, slots=True)
class _Asked:
    """Equal where they are written alike."""

    written: str
    document: dict[str, Any] = field(compare=False)


@lru_cache(maxsize=32)
def _made(asked: _Asked) -> Comparison:
    document = asked.document
    seats, months = document["seats"], document["months"]
    starts = date.fromisoformat(document.get("starts", "2026-01-01"))
    _check_size(seats, months, document["ways"])
    frame = Comparison(seats, months, (), document.get("currency", Currency.CNY.value))
    ways = tuple(_way(way, frame, starts, f"ways[{at}]") for at, way in enumerate(document["ways"]))
    return replace(frame, ways=ways)


def _check_size(seats: int, months: int, ways: list[dict[str, Any]]) -> None:
    """Refuse what the engine would compute for long: it bills each contract month by month."""
    rented = sum("contract" in way for way in ways)
    if seats * months * rented > SEAT_MONTHS:
        message = f"{seats:,} seats over {months} months, by {rented} contracts"
        most = f"up to {SEAT_MONTHS // months // rented:,} seats"
        raise InvalidInput(message, where="seats", allowed=most)


def _way(way: dict[str, Any], frame: Comparison, starts: date, at: str) -> Way:
    costs = tuple(_cost(cost) for cost in way.get("costs", ()))
    if "contract" not in way:
        return Way(_text(way["name"]), costs)
    rental = _rental(way["contract"], starts)
    billed = rental.billed(frame.seats, frame.months, frame.currency, f"{at}.contract")
    return Way(_text(way["name"]), costs, billed, rental.title())


def _rental(section: dict[str, Any], starts: date) -> Rental:
    return Rental(
        section["template"],
        date.fromisoformat(section["starts"]) if "starts" in section else starts,
        section.get("type", ""),
        Decimal(terms.exact(section["rent"])) if "rent" in section else None,
        section.get("outbound", 0),
        section.get("inbound", 0),
        terms.exact(section.get("overrides", {})),
    )


def _cost(cost: dict[str, Any]) -> Cost:
    amount = Decimal(terms.exact(cost["amount"]))
    return Cost(_text(cost["name"]), amount, Every(cost["every"]), cost.get("quantity", 1))


def _text(name: str | dict[str, str]) -> Text:
    return Text(name, name) if isinstance(name, str) else Text(name["zh"], name["en"])
