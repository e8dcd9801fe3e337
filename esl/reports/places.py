"""The fourth report: where calls come from."""

from __future__ import annotations

from . import counting
from .counting import ORIGIN, Which
from .figures import Counts
from .origins import place_of
from .periods import Period
from .ratios import share
from .tables import COUNT, SHARE, Group, Table, made
from .words import ORIGINS, Words

COLUMNS = (("entered", COUNT), ("share", SHARE), ("answered", COUNT), ("answer_rate", SHARE))


def origins(tenant_id: int, period: Period) -> Table:
    """By province or country, the most calls first."""
    found: dict[Words, Counts] = {}
    for prefix, counts in counting.counted(Which(tenant_id, period), ORIGIN).items():
        if counts.entered:
            place = place_of(prefix or "")
            found[place] = found.get(place, Counts()) + counts
    whole = counting.together(found.values())
    before = counting.together(counting.counted(Which(tenant_id, period.before), counting.ALL).values())
    most = sorted(found.items(), key=lambda item: (-item[1].entered, item[0].en))
    rows = {place.en: (place, _group(counts, whole.entered)) for place, counts in most}
    total, then = _group(whole, whole.entered), _group(before, before.entered)
    return made(ORIGINS, period, "place", COLUMNS, rows, total, then)


def _group(counts: Counts, whole: int) -> Group:
    return Group(counts, more={"share": share(counts.entered, whole)})
