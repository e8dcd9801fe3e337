"""What a call centre costs in one way and in another, month by month (002 part 1)."""

from .costs import Comparison, Cost, Every, Way
from .document import SCHEMA, example, load, of_document

__all__ = ["SCHEMA", "Comparison", "Cost", "Every", "Way", "example", "load", "of_document"]
