"""Calls of months long past, dropped whole: what stays, from when on nothing changes, how they go."""
