"""The operator's telephone numbers: the pool, who holds which, and who may have one next.

``free`` → ``reserved`` for a tenant, ``assigned`` to one, ``porting`` in or out on a day, ``quarantined``
after it was given back. ``states`` says who may go where; ``service`` moves a number and leaves a
record of each move.
"""

from .pool import Imported, add, import_csv
from .states import ASSIGNED, FREE, PORTING, QUARANTINED, RESERVED, STATES

__all__ = [
    "ASSIGNED",
    "FREE",
    "PORTING",
    "QUARANTINED",
    "RESERVED",
    "STATES",
    "Imported",
    "add",
    "import_csv",
]
