"""What the thread list shows: the groups of days, the place of each row, the sign of its state, its text."""
