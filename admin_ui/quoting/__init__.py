"""The quote page's form: a contract template, the facts of a month, and the case file that they make."""

from .draft import FIRST, Draft, beside, fresh, of_form
from .layout import Layout, layout

__all__ = ["FIRST", "Draft", "Layout", "beside", "fresh", "layout", "of_form"]
