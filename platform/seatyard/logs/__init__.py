"""What long processes log: lines for people, or JSON for machines, in one way, and without secrets."""

from .about import about
from .writing import begin

__all__ = ["about", "begin"]
