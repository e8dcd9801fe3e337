"""``seatyard finding``: what does not add up, who looks after it, and what was done about it."""

from __future__ import annotations

from collections.abc import Iterable
from getpass import getuser
from typing import Any
from zoneinfo import ZoneInfo

import click

from seatyard import findings
from seatyard.cli.context import answer, as_json, with_app
from seatyard.db import snapshot
from seatyard.errors import InvalidInput
from seatyard.findings import Filters, Finding
from tenants import directory
from tenants.models import Tenant

from ..contracts.service import tenants_named
from ..engine import Month
from ..invoices.due import due_in
from . import document
from .guard import stopping

by = click.option("--by", default=getuser, help="Who does it; by default who runs the command.")
LIMIT = 200


@click.group()
def finding() -> None:
    """What does not add up, until a person clears it or its cause has gone."""


@finding.command("list")
@click.option("--kind", default="", help="Of this kind.")
@click.option("--owner", default="", metavar="LOGIN", help="This person's; - for those without an owner.")
@click.option("--tenant", "tenant_name", metavar="NAME", help="About this tenant.")
@click.option("--month", metavar="YYYY-MM", help="Those that stop the close of this month of --tenant.")
@click.option("--billable", is_flag=True, help="Only those that money hangs on.")
@click.option("--days", type=click.IntRange(0, 36600), default=0, help="As old as this, or older.")
@click.option("--cleared", is_flag=True, help="Cleared ones, the last first.")
@click.option("--limit", type=click.IntRange(1, 100_000), default=LIMIT, show_default=True)
@as_json
@with_app
def list_findings(
    kind: str,
    owner: str,
    tenant_name: str | None,
    month: str | None,
    billable: bool,
    days: int,
    cleared: bool,
    limit: int,
    as_json: bool,
) -> None:
    """The open findings, the oldest first.

    A line tells the number, the kind, whether money hangs on it, its age, its owner or (whom it asks),
    what it is about, and what was seen.
    """
    if month and (kind or owner or days or cleared or not tenant_name):
        raise InvalidInput("stands with --tenant NAME alone: a month is a tenant's", where="--month")
    months = [one.month for one in due_in(month, tenant_name)] if month else []
    with snapshot():
        _known(kind)
        tenant = tenants_named(tenant_name)[0] if tenant_name else None
        if month and tenant:
            found = _stopping(tenant, months or [Month.parse(month, ZoneInfo(tenant.timezone))])
            shown, total = found[:limit], len(found)
        else:
            wanted = Filters(cleared, kind, owner, billable, days, tenant.id if tenant else None)
            page = findings.listing(wanted, size=limit)
            shown, total = list(page.entries), page.total
        told = _told(shown)
    more = [f"… {total - len(shown)} more (--limit)"] if total > len(shown) else []
    answer(
        {"total": total, "findings": told},
        as_json,
        lambda: [document.line(one) for one in told] + more or ["none"],
    )


@finding.command()
@click.argument("number", type=int)
@as_json
@with_app
def show(number: int, as_json: bool) -> None:
    """A finding with its evidence, and what people did about it."""
    with snapshot():
        (told,) = _told([findings.by_id(number)])
        told["history"] = [document.of_note(one) for one in findings.history(number)]
    answer(told, as_json, lambda: document.lines(told))


@finding.command()
@click.argument("number", type=int)
@click.argument("login", required=False)
@click.option("--nobody", is_flag=True, help="Take it from its owner.")
@by
@as_json
@with_app
def assign(number: int, login: str | None, nobody: bool, by: str, as_json: bool) -> None:
    """Give a finding to LOGIN, one of the operator's people."""
    if (login is None) is not nobody:
        raise InvalidInput("one of the two is needed", where="LOGIN, --nobody")
    done = findings.assign(number, login, by) if login else findings.unassign(number, by)
    _say(done, as_json)


@finding.command()
@click.argument("number", type=int)
@click.argument("text")
@by
@as_json
@with_app
def note(number: int, text: str, by: str, as_json: bool) -> None:
    """Say something of a finding; it is kept."""
    _say(findings.note(number, text, by), as_json)


@finding.command()
@click.argument("numbers", type=int, nargs=-1, required=True)
@click.option("--reason", required=True)
@by
@as_json
@with_app
def clear(numbers: tuple[int, ...], reason: str, by: str, as_json: bool) -> None:
    """Mark findings as dealt with: NUMBERS of `finding list`, all of them or none.

    What happened once, such as a call, stays cleared. What goes on, or happens again, opens again.
    """
    for number in numbers:
        findings.by_id(number)
    told = _told([findings.clear(number, by, reason) for number in numbers])
    answer(told, as_json, lambda: [document.line(one) for one in told])


@finding.command()
@as_json
def kinds(as_json: bool) -> None:
    """Every kind that there is: what it means, whom it asks, whether money hangs on it."""
    told = [document.of_kind(one) for one in findings.KINDS.values()]
    answer(
        told,
        as_json,
        lambda: [f"{one['kind']:26}{'money ' if one['billable'] else '':6}{one['meaning']}" for one in told],
    )


def _known(kind: str) -> None:
    """A misspelt kind would look as if all were well."""
    if (
        kind
        and kind not in findings.KINDS
        and not findings.listing(findings.Filters(kind=kind), size=1).total
    ):
        raise InvalidInput(f"no such kind: {kind}", where="--kind", allowed="one of `seatyard finding kinds`")


def _stopping(tenant: Tenant, months: Iterable[Month]) -> list[Finding]:
    """The months as `bill close` takes them, in the zones of the tenant's contracts."""
    found = {one.id: one for month in set(months) for one in stopping(tenant.id, month)}
    return sorted(found.values(), key=lambda one: (one.first_at, one.id))


def _told(found: list[Finding]) -> list[dict[str, Any]]:
    owners = directory.by_id([one.tenant_id for one in found if one.tenant_id])
    names = {tenant_id: tenant.name for tenant_id, tenant in owners.items()}
    return [document.of_finding(one, names.get(one.tenant_id or 0)) for one in found]


def _say(done: Finding, as_json: bool) -> None:
    (told,) = _told([done])
    answer(told, as_json, lambda: [document.line(told)])
