"""The fourth report: where calls come from."""

from __future__ import annotations

from ..call_sums import reading
from .counting import Which
from .figures import Counts
from .periods import Period
from .ratios import share
from .tables import COUNT, SHARE, Group, Table, made
from .words import ORIGINS

COLUMNS = (("entered", COUNT), ("share", SHARE), ("answered", COUNT), ("answer_rate", SHARE))


def origins(tenant_id: int, period: Period) -> Table:
    """By province or country, the most calls first."""
    places = reading.by_place(Which(tenant_id, period)).items()
    found = {place: counts for place, counts in places if counts.entered}
    whole = sum(found.values(), Counts())
    before = reading.total(Which(tenant_id, period.before))
    most = sorted(found.items(), key=lambda item: (-item[1].entered, item[0].en))
    rows = {place.en: (place, _group(counts, whole.entered)) for place, counts in most}
    total, then = _group(whole, whole.entered), _group(before, before.entered)
    return made(ORIGINS, period, "place", COLUMNS, rows, total, then)


def _group(counts: Counts, whole: int) -> Group:
    return Group(counts, more={"share": share(counts.entered, whole)})
