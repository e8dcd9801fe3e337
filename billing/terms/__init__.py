"""A contract's terms as a document: templates, a tenant's own merged over them, and the checks."""

from .document import Terms, exact, merged, parse
from .templates import Template, find, load, names

__all__ = ["Template", "Terms", "exact", "find", "load", "merged", "names", "parse"]
