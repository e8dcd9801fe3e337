"""Recordings and voicemail: whose talks are recorded; taken in, kept sealed, played, deleted with proof.

A node writes plain files (``<tenant id>/<leg uuid>.wav``). Seatyard takes each in once, seals it with
the tenant's own key into the tenant's own folder, reads it back, and only then lets the plain file go.
"""
