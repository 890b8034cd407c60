"""Commands that find messages: the line for words in a conversation, the hits of a search, and the way back."""
