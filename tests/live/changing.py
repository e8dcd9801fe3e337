"""Changes of the tenant's file that reach the running switch, their lead times waived."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import yaml

from .plant import Plant
from .waiting import until

Document = dict[str, Any]


def change(plant: Plant, edit: Callable[[Document], None]) -> None:
    """Onboard the file as ``edit`` leaves it; the node runs it when this returns."""
    path = plant.home / "acme.yaml"
    document = yaml.safe_load(path.read_text())
    edit(document)
    path.write_text(yaml.safe_dump(document, allow_unicode=True))
    plant.seatyard("tenant", "onboard", str(path), "--waive", "needed now")
    query = "SELECT generation, acked_generation FROM tenants JOIN placements ON tenant_id = tenants.id"
    until("the acknowledgement", lambda: all(len(set(row.values())) == 1 for row in plant.rows(query)))


@contextmanager
def changed(plant: Plant, edit: Callable[[Document], None]) -> Iterator[None]:
    """The change holds inside the block; afterwards the file is as it was."""
    before = yaml.safe_load((plant.home / "acme.yaml").read_text())

    def back(document: Document) -> None:
        document.clear()
        document.update(before)

    change(plant, edit)
    try:
        yield
    finally:
        change(plant, back)


def queue(key: str, **settings: Any) -> Callable[[Document], None]:
    """A queue ``q<key>`` more, behind this key of the menu. Unless told, nobody serves it."""

    def edit(document: Document) -> None:
        name = f"q{key}"
        document["queues"].append({"name": name, "seats": [], **settings})
        nodes = document["flows"]["main"]["nodes"]
        nodes[name] = {"queue": name}
        nodes["hello"]["menu"]["digits"][key] = name

    return edit
