"""The ground floor's ``seatyard`` commands, and where each is."""

from __future__ import annotations

from .later import Later

COMMANDS = (
    Later(
        "audit",
        "seatyard.audit.cli:audit",
        "Who did and saw what: every change by a person, every look at what is somebody's.",
    ),
    Later("clock", "seatyard.cli.clock:clock", "Do what is due: reminders, notices, suspensions, e-mails."),
    Later("db", "seatyard.cli.database:db", "The database's schema."),
    Later(
        "doctor",
        "seatyard.cli.doctor:doctor",
        "Look whether the installation is whole; nothing is changed.",
    ),
    Later("secrets", "seatyard.cli.secrets:secrets", "Secrets that are encrypted in the database."),
)
