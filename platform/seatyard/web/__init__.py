"""How ``seatyard serve`` listens: gunicorn, and what is asked so often that it waits without a thread."""
