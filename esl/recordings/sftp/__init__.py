"""Recordings in bulk over SFTP (002:B7): a tenant logs in, sees its own recordings, and can write nothing.

asyncssh speaks SSH and SFTP. What a client sees is a tree of names made from the database
(``tree``), never a path of a file system, so there is nothing to climb out of.
"""
