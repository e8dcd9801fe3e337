"""``valet_info``: who waits in which place of which lot."""

from __future__ import annotations

from ..switch import Switch


def add(switch: Switch) -> None:
    def valet_info(argument: str) -> str:
        wanted = argument.strip()
        lines = ["<lots>"]
        for lot, places in switch.lots.items():
            if wanted in ("", lot):
                waits = [
                    f'    <extension uuid="{uuid}">{place}</extension>' for place, uuid in places.items()
                ]
                lines += [f'  <lot name="{lot}">', *waits, "  </lot>"]
        return "\n".join([*lines, "</lots>\n"])

    switch.registry.add("valet_info", valet_info)
