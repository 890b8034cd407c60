"""The body of a model list: fetched, and read as servers really send it."""
