"""A model call: the clients that send it, and when it is sent again."""
