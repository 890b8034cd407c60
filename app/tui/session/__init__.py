"""The state behind the chat screen: the open conversation, the followed runs, the pages of the thread list."""
