"""gunicorn under ``seatyard serve``, whose --bind, --workers and --threads win over what stands here."""

worker_class = "seatyard.web.worker.Worker"
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
