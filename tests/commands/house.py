"""What a process knows once it has its application, that of a command or one that is ``served``, in JSON."""

from __future__ import annotations

import json
import sys
from importlib import import_module
from types import FunctionType, ModuleType, NoneType
from typing import Any

from sqlalchemy.event import registry
from sqlalchemy.orm import configure_mappers

from seatyard import doctor
from seatyard.app import create_app
from seatyard.db import db
from seatyard.features import FEATURES

OURS = ("seatyard", *FEATURES)


def known(modules: list[str]) -> dict[str, Any]:
    return {
        "modules": modules,
        "tables": sorted(db.metadata.tables),
        "mappers": sorted(str(mapper) for mapper in db.Model.registry.mappers),
        "listeners": sorted(event for _target, event, _function in registry._key_to_collection),
        "checks": list(doctor.checks()),
        "held": held(),
    }


def held() -> dict[str, Any]:
    """What our modules have in their variables: there are rules, and hooks, each in the module that asks."""
    return {
        f"{name}.{variable}": _told(value)
        for name, module in list(sys.modules.items())
        if name.partition(".")[0] in OURS
        for variable, value in vars(module).items()
        if not variable.startswith("__") and not issubclass(type(value), ModuleType)
    }


def _told(value: Any) -> Any:
    """Without the addresses in memory, which each process gives anew."""
    kind = type(value)
    if issubclass(kind, dict):
        return sorted(f"{_told(key)}: {_told(one)}" for key, one in value.items())
    if issubclass(kind, list | tuple | set | frozenset):
        return sorted(map(str, map(_told, value)))
    if issubclass(kind, str | int | float | NoneType):
        return value
    named = value if issubclass(kind, type | FunctionType) else kind
    return f"{named.__module__}.{named.__qualname__}"


if __name__ == "__main__":
    create_app(served=sys.argv[1] == "served")
    loaded = sorted(sys.modules)
    for table in ("seatyard.cli.ground", *(f"{floor}.cli" for floor in FEATURES)):
        for one in import_module(table).COMMANDS:
            one.load()  # so that there is all that any command uses
    configure_mappers()
    json.dump(known(loaded), sys.stdout)
