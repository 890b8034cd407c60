"""Branches of the open conversation: forks, messages written again, and the way between them."""
