"""Call records as a real FreeSWITCH 1.11.1 posted them (tests/captures/cdr; tenant domain ``acme.test``).

``NAME.N.(aleg|bleg).json`` is the body of the Nth post of scenario NAME; ``variant-NAME.body`` with its
``.http-head`` is one post with another setting of json_cdr.conf.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "captures" / "cdr"


@cache
def bodies(scenario: str) -> tuple[bytes, ...]:
    """The bodies of a scenario in the order in which they were posted."""
    found = sorted(FOLDER.glob(f"{scenario}.*.json"), key=lambda path: int(path.name.split(".")[1]))
    assert found, scenario
    return tuple(path.read_bytes() for path in found)


def scenarios() -> list[str]:
    return sorted({path.name.split(".")[0] for path in FOLDER.glob("*.json")})


def variant(name: str) -> tuple[bytes, dict[str, str], str]:
    """Body, headers and the address's query of a post with another setting."""
    head = (FOLDER / f"variant-{name}.http-head").read_text().splitlines()
    headers = dict(line.split(": ", 1) for line in head[1:] if ": " in line)
    return (FOLDER / f"variant-{name}.body").read_bytes(), headers, head[0].split()[1].partition("?")[2]
