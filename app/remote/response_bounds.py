"""How much of one response of a server is held in memory, unpacked.

A server stores replies of up to 64 MiB, which it got as JSON, so that they are no longer when they are JSON again. A
page may have 16 MiB of text before its last message. The rest is for ids and for what is escaped only here.
"""

MAX_RESPONSE_BYTES = (64 + 16 + 8) * 2**20
"""Of an object, a page, or an event."""
