"""One answer of a model while it comes: read, sorted into message, calls and reasoning, and written."""
