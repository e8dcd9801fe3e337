"""IVR flows: the checks before they are published, and the dialplan that they become.

A flow is ``{"start": NODE, "nodes": {NODE: {KIND: …}}}``; every node becomes the
extension ``flow-<flow id>-<node>`` in the tenant's context, so a published flow runs
on the switch without Seatyard being up. Only ids reach the switch: renaming a flow,
a queue or a seat changes no extension.
"""
