"""Case files: a contract and facts in one YAML file, for ``seatyard simulate``."""

from .case import Answer, Case, answer, load, of_document

__all__ = ["Answer", "Case", "answer", "load", "of_document"]
