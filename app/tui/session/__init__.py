"""The terminal at work, without drawing: the open conversation, runs being followed, the pages of the list."""
