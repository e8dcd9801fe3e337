"""A browser's name from what it sends: ``Chrome 140 · Windows``."""

from __future__ import annotations

import re

_BROWSERS = (
    ("WeChat", r"MicroMessenger/(\d+)"),
    ("Edge", r"Edg(?:e|A|iOS)?/(\d+)"),
    ("Opera", r"OPR/(\d+)"),
    ("Firefox", r"(?:Firefox|FxiOS)/(\d+)"),
    ("Chrome", r"(?:Chrome|CriOS)/(\d+)"),
    ("Safari", r"Version/(\d+).* Safari/"),
)
"""The more special one first: all call themselves by the older ones' names, too."""
_SYSTEMS = (
    ("HarmonyOS", r"HarmonyOS|OpenHarmony"),
    ("Windows", r"Windows"),
    ("Android", r"Android"),
    ("iOS", r"iPhone|iPad"),
    ("macOS", r"Mac OS X|Macintosh"),
    ("ChromeOS", r"CrOS"),
    ("Linux", r"Linux"),
)


def browser_of(sent: str) -> str:
    """Name, version and system; what was sent where it names no known browser."""
    for name, pattern in _BROWSERS:
        if found := re.search(pattern, sent):
            system = next((one for one, mark in _SYSTEMS if re.search(mark, sent)), "")
            return f"{name} {found[1]}" + (f" · {system}" if system else "")
    return sent
