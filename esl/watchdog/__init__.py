"""The watchdog: compares queues, agents and channels of a node, mends what is stuck, and records it.

``snapshot`` reads the switch, ``known`` the database, ``signs`` decides what does not fit and what
would mend it, ``patience`` waits until it has been seen for a while, ``mend`` does and records it.
"""

from .watchdog import Watchdog

__all__ = ["Watchdog"]
