"""Looks for drift that a person asked for, and mending it at once: the worker does it, the page follows."""
