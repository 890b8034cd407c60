"""The open conversation: its messages, its newest run, and what is sent."""
