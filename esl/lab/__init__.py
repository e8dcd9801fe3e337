"""The lab switch: speaks, asks and calls as a FreeSWITCH does, held to recordings of one; for trials only."""
