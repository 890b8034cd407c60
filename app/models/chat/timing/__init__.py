"""How fast an answer is read, and how long its silence may last."""
