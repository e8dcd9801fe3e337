"""What every store does."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Room:
    """Bytes of the disk that a store lies on."""

    total: int
    free: int


class Store(ABC):
    """Names are ``<tenant id>/…``: relative, with slashes, of letters, digits, ``-`` and ``.`` alone.

    Every method raises StoreFailed when the place refuses or does not answer.
    """

    @abstractmethod
    def put(self, name: str, pieces: Iterable[bytes]) -> None:
        """Keep ``pieces`` under ``name``, whole or not at all; returns when they would outlive a crash."""

    @abstractmethod
    def read(self, name: str, start: int, end: int) -> bytes:
        """The bytes [start, end) of it, fewer where it ends before. Raises NotFound."""

    @abstractmethod
    def size(self, name: str) -> int | None:
        """Bytes of it; None where there is nothing of that name."""

    @abstractmethod
    def delete(self, name: str) -> None:
        """Let go of it, in every version that the place keeps. Nothing there is no error."""

    @abstractmethod
    def names(self, prefix: str) -> Iterator[str]:
        """All that is kept under names that begin so, in any version."""

    @abstractmethod
    def gone(self, name: str) -> bool:
        """Whether nothing of it is left, in any version."""

    def room(self) -> Room | None:
        """How much room there is; None: the place does not say."""
        return None
