"""Two answers to one message, beside each other."""
