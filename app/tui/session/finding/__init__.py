"""Finding words in the open conversation, and the way back from where a hit led."""
