"""A contract's terms as a document: templates, a tenant's own merged over them, and the checks."""

from .changes import Change, Dated, dated, versions
from .document import Terms, agreement, exact, merged, parse, zone_named
from .templates import Template, find, load, names

__all__ = [
    "Change",
    "Dated",
    "Template",
    "Terms",
    "agreement",
    "dated",
    "exact",
    "find",
    "load",
    "merged",
    "names",
    "parse",
    "versions",
    "zone_named",
]
