"""The ground floor: what every other floor stands on, and nothing of the business itself."""

__version__ = "0.1.0"
