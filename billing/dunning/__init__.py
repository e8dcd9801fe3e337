"""Dunning: what follows when a bill is not paid, step by step, each dated, by contract, and undoable by a person.

``due`` says which steps are due (pure); ``service`` carries them out; ``words`` are what people say to it.
"""
