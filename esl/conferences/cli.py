"""``seatyard conference``: who is in a tenant's rooms, and mute, kick, lock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import click

from seatyard.cli.context import answer, as_json, with_app
from seatyard.db import reading

from . import service

Command = Callable[..., Any]


@click.group()
def conference() -> None:
    """A tenant's conference rooms."""


@conference.command("list")
@click.argument("tenant")
@as_json
@with_app
def show(tenant: str, as_json: bool) -> None:
    """List the rooms of TENANT and who is in them."""
    reading()
    found = [asdict(one) for one in service.rooms(tenant)]
    answer(found, as_json, lambda: [line for one in found for line in _lines(one)])


DOINGS = {
    "mute": "Let MEMBER of room NUMBER be heard no longer.",
    "unmute": "Let MEMBER of room NUMBER be heard again.",
    "kick": "Send MEMBER out of room NUMBER.",
    "lock": "Let nobody else into room NUMBER.",
    "unlock": "Let people into room NUMBER again.",
}


def _doing(what: str, told: str) -> click.Command:
    to_a_member = what in service.TO_A_MEMBER
    whom: Callable[[Command], Command] = click.argument("member", type=int) if to_a_member else _as_it_is

    @click.command(what, help=told)
    @click.argument("tenant")
    @click.argument("number")
    @whom
    @as_json
    @with_app
    def do(tenant: str, number: str, as_json: bool, member: int | None = None) -> None:
        service.do(what, tenant, number, member)
        done = {"done": what, "conference": number, "member": member}
        answer(done, as_json, lambda: [f"{number}: {what}" + (f" {member}" if member else "")])

    return do


def _as_it_is(command: Command) -> Command:
    return command


for _what, _told in DOINGS.items():
    conference.add_command(_doing(_what, _told))


def _lines(one: dict[str, Any]) -> list[str]:
    state = [word for word in ("locked", "recording") if one[word]]
    head = f"{one['number']}  {one['name']}  {len(one['members'])} of {one['max_members']}  {' '.join(state)}"
    return [head.rstrip(), *map(_member, one["members"])]


def _member(one: dict[str, Any]) -> str:
    state = [word for word in ("moderator", "muted") if one[word]]
    return f"  {one['id']}  {one['number']}  {one['name']}  {one['seconds']} s  {' '.join(state)}".rstrip()
