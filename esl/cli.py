"""This floor's ``seatyard`` commands, and where each is."""

from __future__ import annotations

from seatyard.cli.later import Later

COMMANDS = (
    Later("node", "esl.nodes.cli:node", "The cluster's FreeSWITCH nodes."),
    Later(
        "proxy",
        "esl.proxy.cli:proxy",
        "Kamailio in front of the nodes: each tenant's traffic goes to its home node.",
    ),
    Later("outage", "esl.outages.cli:outage", "Outages: whose fault each was, and what is announced ahead."),
    Later("trunk", "esl.carriers.cli:trunk", "The carriers."),
    Later("switch", "esl.provisioning.cli:switch", "Desired state against the switch."),
    Later(
        "switch sweep-cdrs",
        "esl.cdr.cli:sweep_cdrs",
        "Take in the call records that a node wrote to its error folder FOLDER.",
    ),
    Later("seat", "esl.seats.cli:seat", "Seats: their states."),
    Later("seat dial", "esl.dialling.cli:dial", "Let SEAT of TENANT call NUMBER: its phone rings first."),
    Later(
        "seat time",
        "esl.seat_time.cli:seat_time",
        "Show where the time of the seats of TENANT went: signed in, talking, on hold, busy, unknown.",
    ),
    Later("queue", "esl.queues.cli:queue", "Queues: callers who wait to be called back."),
    Later("conference", "esl.conferences.cli:conference", "A tenant's conference rooms."),
    Later("flow", "esl.flows.cli:flow", "IVR flows: drafts, trial calls, versions."),
    Later("meter", "esl.calls.cli:meter", "Records into calls, and calls against what the switch says."),
    Later(
        "meter rebuild",
        "esl.reconcile.cli:rebuild",
        "Bill the calls of FINDINGs that have no record from what was heard of them.",
    ),
    Later(
        "lab", "esl.lab.cli:lab", "The lab switch: a stand-in for trying and testing, never for production."
    ),
    Later(
        "prompt",
        "esl.prompts.cli:prompt",
        "What callers hear: recordings of a TENANT, or of the house itself (@house).",
    ),
    Later(
        "recordings",
        "esl.recordings.cli:recordings",
        "Recordings and voicemail: taken in, kept, held, deleted with proof, handed out.",
    ),
    Later(
        "recordings access",
        "esl.recordings.fetch.cli:accesses",
        "Tokens and SSH keys with which tenants' servers fetch recordings by HTTPS and SFTP.",
    ),
    Later(
        "sftp", "esl.recordings.sftp.cli:sftp", "Let tenants fetch their recordings by SFTP, until stopped."
    ),
    Later("webhook", "esl.webhooks.cli:webhook", "Messages to a tenant's own system."),
)
