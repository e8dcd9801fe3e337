"""The chaos run: an installation under load while its parts are killed, cut off, slowed and lied to.

``make chaos`` runs it by hand for an hour; ``test_chaos.py`` is two minutes of it.
"""
