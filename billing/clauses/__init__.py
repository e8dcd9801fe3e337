"""The rules of the contracts: a module each, and its name in the registry.

Each is a frozen dataclass of parameters that settles its part of a month (``billing.engine``).
"""

from .registry import CLAUSES

__all__ = ["CLAUSES"]
