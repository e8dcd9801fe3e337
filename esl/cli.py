"""``seatyard`` sub-commands: nodes, seats, queues, flows, prompts, calls, recordings, the lab."""

from __future__ import annotations

import click

from .calls.cli import meter
from .carriers.cli import trunk
from .cdr.cli import sweep_cdrs
from .conferences.cli import conference
from .dialling.cli import dial
from .flows.cli import flow
from .lab.cli import lab
from .nodes.cli import node
from .outages.cli import outage
from .prompts.cli import prompt
from .provisioning.cli import switch
from .proxy.cli import proxy
from .queues.cli import queue
from .reconcile.cli import rebuild
from .recordings.cli import recordings
from .recordings.fetch.cli import accesses
from .recordings.sftp.cli import sftp
from .seat_time.cli import seat_time
from .seats.cli import seat
from .webhooks.cli import webhook

meter.add_command(rebuild)
switch.add_command(sweep_cdrs)
recordings.add_command(accesses)
seat.add_command(dial)
seat.add_command(seat_time)

commands: list[click.Command] = [
    node,
    proxy,
    outage,
    trunk,
    switch,
    seat,
    queue,
    conference,
    flow,
    meter,
    lab,
    prompt,
    recordings,
    sftp,
    webhook,
]
