"""Tokens and cost of the open conversation and of a month, with a chart of its days."""
