"""What moves in the history by itself: the seconds of reasoning, and the line of the run."""
