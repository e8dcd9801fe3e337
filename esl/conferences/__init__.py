"""Rooms in which many talk with each other: reached by number inside the tenant, or from a flow.

A room is a line of the file's ``conferences``. It is the switch that asks for PINs, counts members and
keeps rooms of the same number apart, by the tenant's id in their names; nothing of it needs Seatyard.
"""
