"""A list to choose from, the line that searches it, and the popup that completes what is typed."""
