"""Dunning: what follows when a bill is not paid, step by step: dated, by contract, undoable by people.

``due`` says which steps are due (pure); ``service`` carries them out; ``words`` are what people say to it.
"""
