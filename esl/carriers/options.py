"""What may be said of a carrier, and in what form: checked before anything is kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Any

from seatyard.errors import InvalidInput

from ..nodes.service import password_of
from .formats import FORMATS
from .models import Trunk

PREFIX = re.compile(r"\+([1-9][0-9]{0,14})?\Z|1[0-9]{2}\Z")
PREFIX_ALLOWED = "the beginning of an E.164 number such as +86, + for all, or an emergency number such as 110"
IDENTITIES = ("none", "rpid", "pai")
CODECS = ("PCMA", "PCMU")
"""What the profiles of a node speak."""
RANGES = {"max_channels": (1, 100_000), "progress_timeout": (1, 120), "ring_timeout": (5, 600)}
USERNAME = re.compile(r"[A-Za-z0-9_.+-]{1,64}\Z")

Options = Mapping[str, Any]
"""Columns of a trunk; what is left out is as it was, or the default."""


def check_prefix(prefix: str) -> None:
    if not PREFIX.match(prefix):
        raise InvalidInput(f"{prefix!r} is no prefix", where="PREFIX", allowed=PREFIX_ALLOWED)


def checked(options: Options) -> dict[str, Any]:
    """The options as columns; None is what was not given."""
    given = {key: value for key, value in options.items() if value is not None}
    for key in ("called_format", "caller_format", "incoming_format"):
        if key in given and given[key] not in FORMATS:
            allowed = ", ".join(FORMATS)
            raise InvalidInput(f"no format {given[key]}", where=f"--{key.replace('_', '-')}", allowed=allowed)
    if given.get("identity", "none") not in IDENTITIES:
        allowed = ", ".join(IDENTITIES)
        raise InvalidInput(f"no header {given['identity']}", where="--identity", allowed=allowed)
    if "codecs" in given:
        given["codecs"] = _codecs(given["codecs"])
    if "networks" in given:
        given["networks"] = ",".join(_network(text) for text in given["networks"])
    if "password_file" in given:
        given["password_file"] = str(Path(given["password_file"]).absolute())
    _check_ranges(given)
    return given


def _check_ranges(given: Options) -> None:
    for key, (least, most) in RANGES.items():
        if key in given and not least <= given[key] <= most:
            where = f"--{key.replace('_', '-')}"
            raise InvalidInput(f"{given[key]} is out of range", where=where, allowed=f"{least} to {most}")
    if given.get("ping", 0) != 0 and not 5 <= given["ping"] <= 3600:
        raise InvalidInput(f"{given['ping']} is out of range", where="--ping", allowed="0, or 5 to 3600")


def _codecs(text: str) -> str:
    names = [name.strip().upper() for name in text.split(",")]
    if not names or len(set(names)) < len(names) or set(names) - set(CODECS):
        raise InvalidInput(f"{text!r} are no codecs", where="--codecs", allowed=f"some of {','.join(CODECS)}")
    return ",".join(names)


def _network(text: str) -> str:
    try:
        return str(ip_network(text))
    except ValueError:
        raise InvalidInput(
            f"not a network: {text}", where="--network", allowed="such as 203.0.113.0/28"
        ) from None


def check_account(trunk: Trunk) -> None:
    """A user with a password, or neither; who registers has both."""
    if (trunk.username is None) != (trunk.password_file is None):
        raise InvalidInput("a user has a password", where="--user", allowed="with --password-file")
    if trunk.registers and trunk.username is None:
        raise InvalidInput("who registers has a name", where="--register", allowed="with --user")
    if trunk.username is not None and not USERNAME.match(trunk.username):
        raise InvalidInput(f"not a user: {trunk.username!r}", where="--user", allowed="letters, digits, _.+-")
    if trunk.password_file is not None:
        password_of(Path(trunk.password_file))
