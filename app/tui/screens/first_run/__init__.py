"""The first-run screen: the ways to a model."""
