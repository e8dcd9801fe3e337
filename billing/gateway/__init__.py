"""Money over payment services: what is asked for there, what they say became of it, and its booking."""
