"""The chat screen: its panes, its start and end, and each group of its commands in a class of its own."""
