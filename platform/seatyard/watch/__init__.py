"""How a process does, told to whoever watches it: figures, health, readiness (docs/watching.md)."""
