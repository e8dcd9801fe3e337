"""``seatyard recordings access``: who may fetch in bulk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from flask import current_app

from seatyard.app import settings_of
from seatyard.cli.context import answer, as_json, with_app
from seatyard.cli.paths import EXISTING_FILE
from seatyard.config import Settings

from ..cli import by, tenant_named
from ..models import Access
from . import access


@click.group("access")
def accesses() -> None:
    """Tokens and SSH keys with which tenants' servers fetch recordings by HTTPS and SFTP."""


@accesses.command("add")
@click.argument("tenant")
@click.option("--label", required=True, help="Whose it is; noted with each fetch.")
@click.option("--ssh-key", type=EXISTING_FILE, help="A public key (a .pub file): by SFTP with it, no token.")
@by
@as_json
@with_app
def add_access(tenant: str, label: str, ssh_key: Path | None, by: str, as_json: bool) -> None:
    """Let a server of TENANT fetch: with its SSH key, or with a token, which is made and shown this once."""
    if ssh_key is None:
        made, token = access.give(tenant_named(tenant), label, by)
        said = {"tenant": tenant, "access": made.id, "label": made.label, "token": token}
        answer(said, as_json, lambda: [f"{tenant}: access {made.id} ({made.label}), token {token}"])
        return
    from ..sftp import ssh_keys  # noqa: PLC0415 (asyncssh is slow to load)

    text = ssh_key.read_text(encoding="utf-8", errors="replace")
    made, _ = access.give(tenant_named(tenant), label, by, ssh_keys.public_key(text))
    key, server = ssh_keys.fingerprint(made.secret), ssh_keys.host_key(_settings().sftp_key_file)
    host_key = server.get_fingerprint()
    said = {"tenant": tenant, "access": made.id, "label": made.label, "key": key, "host_key": host_key}
    told = [f"{tenant}: access {made.id} ({made.label}), key {key}", f"the server's own key: {host_key}"]
    answer(said, as_json, lambda: told)


@accesses.command("revoke")
@click.argument("tenant")
@click.argument("number", type=int)
@as_json
@with_app
def revoke_access(tenant: str, number: int, as_json: bool) -> None:
    """Let nobody in by access NUMBER of TENANT from now on, and nobody who is inside go on."""
    made = access.revoke(tenant_named(tenant), number)
    said = {"tenant": tenant, "access": number, "revoked_at": made.revoked_at}
    answer(said, as_json, lambda: [f"{tenant}: access {number} is revoked"])


@accesses.command("list")
@click.argument("tenant")
@as_json
@with_app
def list_accesses(tenant: str, as_json: bool) -> None:
    """The tokens and keys of TENANT, revoked ones too."""
    found = [_told(one) for one in access.listing(tenant_named(tenant))]
    answer(found, as_json, lambda: [_line(one) for one in found] or ["none"])


def _told(one: Access) -> dict[str, Any]:
    told = {"access": one.id, "kind": one.kind, "label": one.label, "by": one.given_by}
    if one.kind == access.KEY:
        from ..sftp import ssh_keys  # noqa: PLC0415

        told["key"] = ssh_keys.fingerprint(one.secret)
    return {**told, "revoked_at": one.revoked_at}


def _line(one: dict[str, Any]) -> str:
    parts = [one["access"], one["kind"], one["label"], one.get("key"), "revoked" if one["revoked_at"] else ""]
    return "  ".join(str(part) for part in parts if part)


def _settings() -> Settings:
    return settings_of(current_app._get_current_object())  # type: ignore[attr-defined]
