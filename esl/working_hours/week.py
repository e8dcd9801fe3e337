"""A week of hours as a form has it: a line of times for each weekday. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from seatyard.hours import DAY_SECONDS, DAYS, Hours, shifts
from seatyard.sentence import sentence

ALLOWED = sentence("such as 09:00-12:00, 13:00-18:00; nothing where it is closed")
_SPAN = re.compile(r"(\d{1,2}):(\d\d)-(\d{1,2}):(\d\d)\Z")
_PLAIN = str.maketrans(
    {"：": ":", "–": "-", "—": "-", "～": "-", "~": "-", "，": ",", "、": ",", "；": ",", ";": ","}
)
"""What people type in place of the signs that are kept."""


def rows(when: str) -> list[str]:
    """From Monday on: ``09:00-12:00, 13:00-18:00``; empty for a day on which nothing begins."""
    read = shifts(when)
    return [spans(one for one in read if day in one.days) for day in range(7)]


def spans(of: Iterable[Hours]) -> str:
    """Times of one day as a line, in order."""
    found = sorted({(one.starts, one.ends) for one in of})
    return ", ".join(f"{_clock(starts)}-{_clock(ends)}" for starts, ends in found)


def when(of: Sequence[str]) -> str:
    """The seven lines as ``Mon-Fri 09:00-18:00``. ValueError where one cannot be read, or all are empty."""
    days: dict[str, list[int]] = {}
    for day, line in enumerate(of):
        for span in read_line(line):
            days.setdefault(span, []).append(day)
    if not days:
        raise ValueError(sentence("it is open on no day of the week"))
    return ", ".join(f"{_ranges(on)} {span}" for span, on in days.items())


def read_line(line: str) -> list[str]:
    """The times of a day, each as ``09:00-12:00``. ValueError where it cannot be read."""
    found: list[str] = []
    for part in line.translate(_PLAIN).replace(" ", "").split(","):
        if not part:
            continue
        match = _SPAN.match(part)
        if match is None:
            raise ValueError(sentence("cannot read %(text)r", text=part))
        begins, ends = f"{int(match[1]):02d}:{match[2]}", f"{int(match[3]):02d}:{match[4]}"
        shifts(f"Mon {begins}-{ends}")
        found.append(f"{begins}-{ends}")
    return list(dict.fromkeys(found))


def _ranges(days: Sequence[int]) -> str:
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return "/".join(DAYS[run[0]] if len(run) == 1 else f"{DAYS[run[0]]}-{DAYS[run[-1]]}" for run in runs)


def _clock(second: int) -> str:
    second = second if second <= DAY_SECONDS else second - DAY_SECONDS
    return f"{second // 3600:02d}:{second // 60 % 60:02d}"
