"""Settings, from the environment; every one documented in docs/settings.md."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

from .errors import InvalidInput


@dataclass(frozen=True)
class Settings:
    """Where this instance keeps its things and how others reach it."""

    home: Path
    """Folder of the instance: the SQLite file, the secret, rendered prompts. ``SEATYARD_HOME``"""
    database_url: str
    """SQLAlchemy address, ``postgresql+psycopg://…`` for work. ``SEATYARD_DATABASE_URL``"""
    secret_key: str
    """Signs sessions and derives the nodes' tokens. ``SEATYARD_SECRET_KEY`` or ``home/secret``"""
    base_url: str
    """Address at which the nodes reach this control plane. ``SEATYARD_BASE_URL``"""
    cdr_limit: int = 4 * 1024 * 1024
    """Largest call record taken, in bytes. ``SEATYARD_CDR_LIMIT``"""
    operator: str = "Seatyard"
    """Who sends the invoices, as printed on them. ``SEATYARD_OPERATOR``"""
    timezone: str = "Asia/Shanghai"
    """Zone of what belongs to no tenant: nodes, outages, findings. ``SEATYARD_TIMEZONE``"""
    speech: str = "espeak-ng"
    """Who speaks the prompts that are texts: ``espeak-ng``, or ``none``. ``SEATYARD_SPEECH``"""
    number_quarantine_days: int = 90
    """Days for which a number given back goes to no other tenant. ``SEATYARD_NUMBER_QUARANTINE_DAYS``"""
    lookup_networks: tuple[IPv4Network | IPv6Network, ...] = ()
    """Networks, not public, that tenants' web lookups may go to. ``SEATYARD_LOOKUP_NETWORKS``"""

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> Settings:
        env = os.environ if env is None else env
        home = Path(env.get("SEATYARD_HOME") or Path.home() / ".seatyard").expanduser().absolute()
        return cls(
            home=home,
            database_url=env.get("SEATYARD_DATABASE_URL") or f"sqlite:///{home / 'seatyard.db'}",
            secret_key=env.get("SEATYARD_SECRET_KEY") or _kept_secret(home / "secret"),
            base_url=(env.get("SEATYARD_BASE_URL") or "http://127.0.0.1:8080").rstrip("/"),
            cdr_limit=int(env.get("SEATYARD_CDR_LIMIT") or cls.cdr_limit),
            operator=env.get("SEATYARD_OPERATOR") or cls.operator,
            timezone=env.get("SEATYARD_TIMEZONE") or cls.timezone,
            number_quarantine_days=int(
                env.get("SEATYARD_NUMBER_QUARANTINE_DAYS") or cls.number_quarantine_days
            ),
            speech=env.get("SEATYARD_SPEECH") or cls.speech,
            lookup_networks=_networks(env.get("SEATYARD_LOOKUP_NETWORKS") or ""),
        )


def _networks(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """Networks by commas."""
    try:
        return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())
    except ValueError as error:
        told = "networks by commas, such as 10.1.0.0/16"
        raise InvalidInput(str(error), where="SEATYARD_LOOKUP_NETWORKS", allowed=told) from None


def _kept_secret(path: Path) -> str:
    """The secret of this instance, made at its first start, readable by its owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
    except FileExistsError:
        pass
    return path.read_text().strip()
