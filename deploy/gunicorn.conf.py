"""gunicorn under ``seatyard serve``, whose --bind, --workers and --threads win over what stands here."""

import os
import shutil

worker_class = "seatyard.web.worker.Worker"
logger_class = "seatyard.logs.gunicorn.ServerLogger"
workers = 2
threads = 8
timeout = 60
graceful_timeout = 30
keepalive = 15
"""Seconds; the nodes keep their connections for the next question."""

accesslog = None
errorlog = "-"
loglevel = "warning"
control_socket_disable = True


def child_exit(server, worker):  # type: ignore[no-untyped-def]
    """What a process that is gone had under way, nobody has any more; what it counted stays counted."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        from prometheus_client import multiprocess  # noqa: PLC0415 (where nobody watches it is not loaded)

        multiprocess.mark_process_dead(worker.pid)


def on_exit(server):  # type: ignore[no-untyped-def]
    if folder := os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        shutil.rmtree(folder, ignore_errors=True)
