"""The counts of lines held against the channels that exist."""
