"""The runs of a conversation, the steps of one, the runs that wait for the user, and the answers to their calls."""
