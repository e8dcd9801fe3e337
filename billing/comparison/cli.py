"""``seatyard compare``."""

from __future__ import annotations

from pathlib import Path

import click

from seatyard.cli.context import answer, as_json

from . import document
from .costs import Comparison
from .plain import of_comparison


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@as_json
def compare(file: Path, as_json: bool) -> None:
    """Compare what a call centre costs in one way and in another, told by a FILE."""
    comparison = document.load(file)
    answer(of_comparison(comparison), as_json, lambda: _lines(comparison))


def _lines(comparison: Comparison) -> list[str]:
    printed = [f"{comparison.seats} seats over {comparison.months} months, {comparison.currency}"]
    for way in comparison.ways:
        first, *_ = comparison.monthly(way)
        said = f"first month {first:,.2f}  all months {comparison.total(way):,.2f}"
        printed.append(f"  {way.name.zh} · {way.name.en}: {said}")
        for other in comparison.ways:
            month = comparison.break_even(way, other)
            if month:
                printed.append(f"      no dearer than {other.name.en} from month {month} on")
    return printed
