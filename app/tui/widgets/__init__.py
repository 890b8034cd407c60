"""The widgets beside the history. They show what they are given and post messages; none knows the store."""
