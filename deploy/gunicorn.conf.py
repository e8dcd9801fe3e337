"""gunicorn under ``seatyard serve``, whose --bind, --workers and --threads win over what stands here."""

import mmap
import os
import shutil
import time

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


def pre_fork(server, worker):  # type: ignore[no-untyped-def]
    worker.hears = mmap.mmap(-1, 1)  # shared with the process that it becomes


def post_worker_init(worker):  # type: ignore[no-untyped-def]
    worker.hears[0] = 1


def on_reload(server):  # type: ignore[no-untyped-def]
    """Let the processes before answer until those of the new release do: gunicorn would end them at once, and
    requests would wait for as long as an application takes to start."""
    manage, last = server.manage_workers, server.worker_age

    def once_they_hear():  # type: ignore[no-untyped-def]
        del server.manage_workers
        deadline = time.monotonic() + server.cfg.timeout
        while time.monotonic() < deadline:
            if all(worker.hears[0] for worker in server.WORKERS.values() if worker.age > last):
                break
            server.reap_workers()
            time.sleep(0.05)
        manage()

    server.manage_workers = once_they_hear


def child_exit(server, worker):  # type: ignore[no-untyped-def]
    """What a process that is gone had under way, nobody has any more; what it counted stays counted."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        from prometheus_client import multiprocess  # noqa: PLC0415 (where nobody watches it is not loaded)

        multiprocess.mark_process_dead(worker.pid)


def on_exit(server):  # type: ignore[no-untyped-def]
    if folder := os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        shutil.rmtree(folder, ignore_errors=True)
