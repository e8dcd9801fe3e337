"""The switch worker, ``seatyard switch run``: keeps nodes and database one, as long as it runs."""

from .worker import Worker

__all__ = ["Worker"]
