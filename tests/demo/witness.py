"""A second opinion on the demo's invoices, from the contract files and the lab switch's own call log alone.

    python tests/demo/witness.py INSTANCE_FOLDER TEMPLATE_FOLDER [PERIOD]

It imports nothing of Seatyard and shares no line with it; it reads ``contracts/*.yaml`` (the
tenants' files; a later version carries its moment in its name, ``linlang@2026-03-20T15:00+08:00.yaml``),
the contract templates and ``lab-calls.jsonl``, and prints each tenant's total.
"""

from __future__ import annotations

import json
import sys
from calendar import monthrange
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml

US = timedelta(microseconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def cents(amount: Fraction) -> Decimal:
    exact = Decimal(amount.numerator) / Decimal(amount.denominator)
    return exact.quantize(Decimal("0.01"), ROUND_HALF_UP)


def merge(below: dict, above: dict) -> dict:
    both = dict(below)
    for key, value in above.items():
        both[key] = merge(below[key], value) if isinstance(below.get(key), dict) else value
    return both


class Tenant:
    """A tenant's files, the newest last: who had how many seats of which type, and until when."""

    def __init__(self, files: list[Path], templates: Path) -> None:
        first, *later = [yaml.safe_load(file.read_text()) for file in files]
        self.name = first["tenant"]["name"]
        self.domain = first["tenant"]["domain"]
        self.zone = ZoneInfo(first["tenant"].get("timezone", "Asia/Shanghai"))
        template = yaml.safe_load((templates / f"{first['contract']['template']}.yaml").read_text())
        self.terms = merge(template["terms"], first["contract"].get("overrides", {}))
        self.types = {seat["number"]: seat["type"] for seat in first["seats"]}
        self.released: dict[str, datetime] = {}
        for file, document in zip(files[1:], later, strict=True):
            moment = datetime.fromisoformat(file.stem.partition("@")[2])
            still = {seat["number"] for seat in document["seats"]}
            self.released |= {number: moment for number in self.types if number not in still}


def rent(tenant: Tenant, price: dict) -> dict[str, Fraction]:
    """Each seat's rent of the month before rounding."""
    terms = tenant.terms["seat_rent"]
    rents = {}
    for seat, kind in tenant.types.items():
        share = Fraction(1)
        moment = tenant.released.get(seat)
        if (
            terms["basis"] == "cutoff"
            and moment
            and moment.astimezone(tenant.zone).day <= terms["cutoff_day"]
        ):
            share = Fraction(str(terms["early_release_share"]))
        rents[seat] = share * Fraction(str(price[kind]))
    return rents


def rent_lines(tenant: Tenant, rents: dict[str, Fraction]) -> list[Decimal]:
    kinds = sorted(set(tenant.types.values()))
    return [cents(sum(rents[seat] for seat, kind in tenant.types.items() if kind == k)) for k in kinds]


def call_lines(tenant: Tenant, calls: list[dict]) -> list[Decimal]:
    """A line for each direction and prefix: started minutes of rounded seconds × price."""
    terms = tenant.terms["call_charges"]
    first, then = map(int, str(terms["increment"]).split("/"))
    assert first == then, "this witness knows equal increments only"
    seconds: dict[tuple[str, str], int] = {}
    for call in calls:
        talked = (call["billusec"] + 500_000) // 1_000_000
        table = terms["rates"][call["direction"]]
        known = [p for p in table if p != "default" and call["to"].startswith(p)]
        prefix = max(known, key=len, default="default")
        key = (call["direction"], prefix)
        seconds[key] = seconds.get(key, 0) + -(-talked // then) * then
    prices = {key: Fraction(str(terms["rates"][key[0]][key[1]])) for key in seconds}
    return [cents(Fraction(total, 60) * prices[key]) for key, total in seconds.items()]


def outage_lines(tenant: Tenant, rents: dict[str, Fraction], outages: list[tuple]) -> list[Decimal]:
    """Rent / 30 for each begun day of each outage that a seat saw while it was leased, by type."""
    by_kind: dict[str, Fraction] = {}
    for seat, kind in tenant.types.items():
        days = 0
        for begin, end in outages:
            seen = min(end, tenant.released.get(seat, end)) - begin
            days += -(-(seen // US) // (timedelta(days=1) // US)) if seen > timedelta() else 0
        full = Fraction(str(tenant.terms["seat_rent"]["price"][kind]))
        by_kind[kind] = by_kind.get(kind, Fraction()) + min(rents[seat], days * full / 30)
    return [-cents(amount) for _, amount in sorted(by_kind.items()) if amount]


def uptime_line(tenant: Tenant, total: Decimal, outages: list[tuple], days: int) -> Decimal:
    terms = tenant.terms["uptime_sla"]
    down = sum((end - begin for begin, end in outages), timedelta())
    available = 1 - Fraction(down // US, timedelta(days=days) // US)
    off = max(0, (Fraction(str(terms["standard"])) - available) * 100 // 1) * Fraction(
        str(terms["off_per_point"])
    )
    for tier in terms["tiers"]:
        if available <= Fraction(str(tier["at_most"])):
            off = 1 - Fraction(str(tier["pays"]))
    return -cents(Fraction(total) * off)


def moment(microseconds: int) -> datetime:
    return EPOCH + microseconds * US


def read_log(path: Path) -> tuple[list[dict], list[tuple[datetime, datetime]]]:
    """Answered calls with the outside, and the times in which no switch was alive."""
    calls, outages = [], []
    alive: int | None = None
    for entry in map(json.loads, path.read_text().splitlines()):
        if entry["record"] == "boot" and alive is not None:
            outages.append((moment(alive), moment(entry["at_us"])))
        alive = entry.get("at_us") or entry.get("end_us") or entry["start_us"]
        if entry["record"] == "end" and entry["direction"] != "internal" and entry["billusec"] > 0:
            calls.append(entry)
    return calls, outages


def totals(instance: Path, templates: Path, period: str = "2026-03") -> dict[str, Decimal]:
    """Each tenant's invoice total of the period."""
    year, month = map(int, period.split("-"))
    calls, outages = read_log(instance / "lab-calls.jsonl")
    files: dict[str, list[Path]] = {}
    for file in sorted((instance / "contracts").glob("*.yaml")):
        files.setdefault(file.stem.partition("@")[0], []).append(file)
    found = {}
    for versions in files.values():
        tenant = Tenant(sorted(versions, key=lambda file: file.stem.partition("@")[2]), templates)
        own = [
            call
            for call in calls
            if call["domain"] == tenant.domain
            and moment(call["start_us"]).astimezone(tenant.zone).strftime("%Y-%m") == period
        ]
        rents = rent(tenant, tenant.terms["seat_rent"]["price"])
        lines = rent_lines(tenant, rents) + call_lines(tenant, own)
        if "outage_credit" in tenant.terms:
            lines += outage_lines(tenant, rents, outages)
        if "uptime_sla" in tenant.terms:
            lines.append(uptime_line(tenant, sum(lines), outages, monthrange(year, month)[1]))
        found[tenant.name] = sum(lines, Decimal())
    return found


if __name__ == "__main__":
    for name, total in totals(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:]).items():
        sys.stdout.write(f"{name}: {total}\n")
