"""``seatyard bill export``."""

from __future__ import annotations

from pathlib import Path

import click

from seatyard.cli.context import as_json, with_app, write_out
from seatyard.errors import InvalidInput
from tenants import directory

from ..contracts.service import tenants_named
from ..invoices import service
from ..models import Invoice
from .forms import FORMS


@click.command()
@click.option("--format", "shape", type=click.Choice(list(FORMS)))
@click.option("--number", help="This invoice.")
@click.option("--period", metavar="YYYY-MM", help="Those of a month.")
@click.option("--tenant", metavar="NAME", help="Those of a tenant.")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="Write here, not to the terminal."
)
@click.option("--language", type=click.Choice(["zh", "en"]), help="Of a PDF; the tenant's by default.")
@as_json
@with_app
def export(
    shape: str | None,
    number: str | None,
    period: str | None,
    tenant: str | None,
    out: Path | None,
    language: str | None,
    as_json: bool,
) -> None:
    """Write invoices, one by its number or those of a month, a tenant, or both.

    As CSV, XLSX or JSON; one of them as PDF or as an e-invoice (UBL 2.1, EN 16931).
    """
    form = FORMS[form_asked(shape, as_json)]
    invoices = _chosen(number, period, tenant)
    spoken = language or (
        directory.by_id([invoices[0].tenant_id]).popitem()[1].language if invoices else "zh"
    )
    write_out(form.write(invoices, spoken), out)


def form_asked(shape: str | None, as_json: bool, default: str | None = None) -> str:
    """``--json`` is ``--format json``; InvalidInput for both at once, or neither without a default."""
    if as_json and shape not in (None, "json"):
        raise InvalidInput(f"--json and --format {shape}", allowed="one of them")
    chosen = "json" if as_json else shape or default
    if chosen is None:
        raise InvalidInput("no --format is chosen", allowed=", ".join(FORMS))
    return chosen


def _chosen(number: str | None, period: str | None, tenant: str | None) -> list[Invoice]:
    if number is not None:
        if period is not None or tenant is not None:
            raise InvalidInput("--number stands alone", allowed="without --period and --tenant")
        return [service.by_number(number)]
    if period is None and tenant is None:
        raise InvalidInput("nothing is chosen", allowed="--number, --period, --tenant")
    tenant_id = tenants_named(tenant)[0].id if tenant is not None else None
    return service.invoices(tenant_id=tenant_id, period=period)
