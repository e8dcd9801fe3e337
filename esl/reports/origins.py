"""Where a caller's number belongs: a Chinese province, else a country."""

from __future__ import annotations

import re
from functools import lru_cache

import phonenumbers

from .words import UNKNOWN_PLACE, Words

PREFIX = 10
"""Characters of E.164 that tell the place: a Chinese mobile's first seven digits name its city."""
_PROVINCE = re.compile(r"(.+?(?:省|自治区)|内蒙古|广西|西藏|宁夏|新疆|北京市|天津市|上海市|重庆市)")


@lru_cache(maxsize=65536)
def place_of(prefix: str) -> Words:
    """Of the first ``PREFIX`` characters of a number in E.164; withheld for anything else."""
    # Tables of 90 MB, which only a process that shows this report is to hold.
    from phonenumbers import geocoder  # noqa: PLC0415

    if not prefix.startswith("+"):
        return UNKNOWN_PLACE
    try:
        number = phonenumbers.parse(prefix.ljust(14, "0"))
    except phonenumbers.NumberParseException:
        return UNKNOWN_PLACE
    zh, en = (geocoder.description_for_valid_number(number, language) for language in ("zh", "en"))
    if number.country_code == 86 and (province := _PROVINCE.match(zh)):
        return Words(province[1], en.rpartition(", ")[2] or en)
    region = phonenumbers.region_code_for_country_code(number.country_code or 0)
    names = [_country(region, language) for language in ("zh", "en")]
    return Words(*(name or f"+{number.country_code}" for name in names))


def _country(region: str, language: str) -> str:
    from phonenumbers import geocoder  # noqa: PLC0415

    name: str = geocoder._region_display_name(region, language)
    return name
