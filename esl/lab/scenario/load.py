"""Reads and checks a scenario file; every refusal names the path in the file and what is allowed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from jsonschema import Draft202012Validator, ValidationError
from jsonschema.exceptions import best_match

from seatyard.errors import InvalidInput

from ..calls.phones import FIRST_PORT, HOST, Phone
from ..chance import Seconds
from .model import Inbound, Outbound, Rhythm, Scenario, Weights
from .schema import SCENARIO

OUTCOMES = {"answer": 0.7, "no_answer": 0.15, "busy": 0.1, "failure": 0.05}
"""What becomes of calls to the outside."""


OFFICE_HOURS = {8: 2, 9: 8, 10: 10, 11: 9, 12: 4, 13: 5, 14: 9, 15: 9, 16: 8, 17: 5, 18: 2, 19: 1, 20: 1}
"""A call centre's day: two peaks and a lunch."""


def load(path: Path, seed: int | None = None) -> Scenario:
    """The scenario in ``path``; ``seed`` overrides the file's."""
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InvalidInput(f"cannot be read: {error.strerror}", where=str(path)) from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        reason = " ".join(str(error).split())
        raise InvalidInput(f"not YAML: {reason}", where=str(path)) from None
    return read(data or {}, str(path), seed)


def read(data: Any, where: str, seed: int | None = None) -> Scenario:
    """The scenario in already parsed YAML."""
    error = best_match(Draft202012Validator(SCENARIO).iter_errors(_keys_as_text(data)))
    if error is not None:
        raise InvalidInput(_said(error), where=f"{where}: {_path(error)}", allowed=_allowed(error))
    data = _keys_as_text(data)
    phones = tuple(_phone(index, each) for index, each in enumerate(data.get("phones", [])))
    _no_doubles([phone.address for phone in phones], f"{where}: phones")
    _no_doubles([each["did"] for each in data.get("inbound", [])], f"{where}: inbound")
    scenario = Scenario(
        seed=seed if seed is not None else data.get("seed", 1),
        zone=_zone(data.get("timezone"), where),
        phones=phones,
        inbound=tuple(_inbound(each) for each in data.get("inbound", [])),
        outbound=tuple(_outbound(each) for each in data.get("outbound", [])),
    )
    _seats_have_phones(scenario, where)
    return scenario


def _phone(index: int, each: dict[str, Any]) -> Phone:
    return Phone(
        number=each["number"],
        domain=each["domain"],
        password=each.get("password", ""),
        host=HOST,
        port=FIRST_PORT + index,
        registers=each.get("register", True),
        rings=seconds(each.get("ring", [2, 8])),
        behaviour=_weights(each.get("answers", {"answer": 1})),
    )


def _inbound(each: dict[str, Any]) -> Inbound:
    return Inbound(
        did=each["did"],
        domain=each["domain"],
        rhythm=_rhythm(each),
        callers=tuple(each.get("callers", ["+86138xxxxxxxx"])),
        talk=seconds(each.get("talk", {"mean": 180, "sigma": 0.8})),
        patience=seconds(each.get("patience", {"mean": 90, "sigma": 0.6})),
        message=seconds(each.get("message", [8, 40])),
        caller_ends=each.get("caller_ends", 0.6),
        early_hangup=each.get("early_hangup", 0),
        misdialled=each.get("misdialled", 0),
        digits=tuple(_weights(menu) for menu in each.get("digits", [])),
    )


def _outbound(each: dict[str, Any]) -> Outbound:
    return Outbound(
        domain=each["domain"],
        seats=tuple(each["seats"]),
        destinations=tuple(each["destinations"]),
        prefix=each.get("prefix", ""),
        rhythm=_rhythm(each),
        talk=seconds(each.get("talk", {"mean": 120, "sigma": 0.8})),
        patience=seconds(each.get("patience", [25, 50])),
        rings=seconds(each.get("ring", [3, 15])),
        caller_ends=each.get("caller_ends", 0.5),
        answers=_weights(each.get("answers", OUTCOMES)),
    )


def seconds(given: Any) -> Seconds:
    """A number, ``[low, high]``, ``{mean: m}`` (exponential) or ``{mean: m, sigma: s}`` (lognormal)."""
    if isinstance(given, list):
        return Seconds("uniform", *given)
    if isinstance(given, dict):
        if "sigma" in given:
            return Seconds("lognormal", given["mean"], given["sigma"])
        return Seconds("exponential", given["mean"])
    return Seconds("fixed", given)


def _rhythm(each: dict[str, Any]) -> Rhythm:
    per_day = each["calls_per_day"]
    times = [(*_time(name), weight) for name, weight in each.get("hours", OFFICE_HOURS).items()]
    return Rhythm(per_day.get("weekday", 0), per_day.get("weekend", 0), tuple(sorted(times)))


def _time(name: str | int) -> tuple[int, int]:
    """``9`` is an hour, ``9:05`` a minute: the first minute of the day in it, and how many."""
    hour, _, minute = str(name).partition(":")
    return int(hour) * 60 + int(minute or 0), 1 if minute else 60


def _weights(given: dict[str, float]) -> Weights:
    return tuple(given.items())


def _zone(name: str | None, where: str) -> tzinfo:
    try:
        return ZoneInfo(name) if name else UTC
    except (KeyError, ValueError, OSError):
        raise InvalidInput(f"unknown time zone {name!r}", where=f"{where}: timezone") from None


def _no_doubles(names: list[str], where: str) -> None:
    for name in names:
        if names.count(name) > 1:
            raise InvalidInput(f"{name} is there twice", where=where)


def _seats_have_phones(scenario: Scenario, where: str) -> None:
    known = {phone.address for phone in scenario.phones}
    for index, outbound in enumerate(scenario.outbound):
        for seat in outbound.seats:
            if f"{seat}@{outbound.domain}" not in known:
                path = f"{where}: outbound[{index}].seats"
                raise InvalidInput(f"{seat}@{outbound.domain} has no phone in phones", where=path)


def _keys_as_text(data: Any) -> Any:
    """YAML reads the hours of a day as numbers; a schema wants names."""
    if isinstance(data, dict):
        return {str(key): _keys_as_text(value) for key, value in data.items()}
    return [_keys_as_text(each) for each in data] if isinstance(data, list) else data


def _path(error: ValidationError) -> str:
    text = ""
    for part in error.absolute_path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text or "the file"


def _said(error: ValidationError) -> str:
    if error.validator == "oneOf":
        return f"{error.instance!r} is no duration in seconds"
    return error.message


def _allowed(error: ValidationError) -> str:
    if error.validator == "additionalProperties":
        schema = dict(error.schema) if isinstance(error.schema, Mapping) else {}
        return ", ".join(schema.get("properties", {}) or schema.get("patternProperties", {}))
    if error.validator == "oneOf":
        return "a number, [low, high], {mean: m} or {mean: m, sigma: s}"
    return ""
