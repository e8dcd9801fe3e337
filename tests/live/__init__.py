"""One call, all the way, against a real FreeSWITCH: ``SEATYARD_FREESWITCH=<binary> pytest tests/live``."""
