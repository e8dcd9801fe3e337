"""What seats say of themselves: ready, busy with a reason, after-call work, signed out.

A seat says it with a star code on its phone, which holds on the switch at once and without
Seatyard, or over a page or a command. It is kept here from one moment to the next; whether the
seat is offered calls is this and its phone's registration together (``provisioning.desired``).
"""
