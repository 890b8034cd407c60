"""How much of an answer is read. All sizes are unpacked: after any content encoding."""

MIB = 2**20
MAX_ANSWER_BYTES = 64 * MIB
"""About 300,000 chunks of 200 bytes: more than any model writes in one answer."""
MAX_LINE_BYTES = 8 * MIB
"""One event, one line, or one JSON document."""
MAX_CALLS = 256
MAX_CALL_BYTES = MIB
"""Name and arguments of one call together, and the same again for its unknown fields."""
MAX_NAME_CHARS = 4096
"""Of a function, whose name may come in fragments."""
MAX_KEPT_REASONING_CHARS = MIB
"""Of the reasoning that goes back to the model with its calls; a longer one does not go back."""

MAX_VALUES = 250_000
"""JSON values in one event. `{}` takes 2 bytes in a line and 64 in memory: 8 MiB of them would take 250 MB."""
SMALL_BYTES = 256 * 1024
"""Below this nobody counts values."""
