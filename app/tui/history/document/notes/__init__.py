"""What stands below the last message: notes, the line of the run; in an empty conversation a welcome."""
