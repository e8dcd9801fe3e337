"""The quote page's form: a contract template, the facts of a month, and the case file that they make."""

from .draft import Draft, fresh, of_form
from .layout import Layout, layout

__all__ = ["Draft", "Layout", "fresh", "layout", "of_form"]
