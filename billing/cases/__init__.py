"""Case files: a contract and facts in one YAML file, for ``seatyard simulate``."""

from .case import Answer, Case, answer, load, of_document
from .schema import SCHEMA

__all__ = ["SCHEMA", "Answer", "Case", "answer", "load", "of_document"]
