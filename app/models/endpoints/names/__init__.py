"""The models of an endpoint: its list, kept for a while, and the name that a run gets."""
