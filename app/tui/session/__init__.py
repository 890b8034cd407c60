"""The terminal at work, without drawing: the open conversation, followed runs, the pages of the thread list."""
