"""Phones that the switch turned away: counted as they are told, by tenant and by where they came from."""
