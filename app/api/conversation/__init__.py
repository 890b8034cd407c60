"""What a conversation is to a front end: the settings in its thread's metadata, and the start of a run."""
