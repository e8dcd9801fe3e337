"""Case files: a contract and facts in one YAML file, for ``seatyard simulate``."""

from .case import Case, load

__all__ = ["Case", "load"]
