"""``python -m seatyard.patched …``: the command over gevent's cooperative sockets.

Patched before anything else is imported: SQLAlchemy, psycopg and ssl cooperate only then.
"""

from gevent import monkey

monkey.patch_all()

from .cli import main  # noqa: E402

main(prog_name="seatyard")
