"""What mod_xml_curl asks of Seatyard, and the answers: directory, dialplan, callcenter.conf.

An answer that names the domain or context decides: the switch looks no further. Only
"not found" lets it fall back to its static copy (QUIRKS 25), so that is what a question
gets that Seatyard does not answer at all; a released seat or an unassigned number gets
a no that holds.
"""
