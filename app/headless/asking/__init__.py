"""What `ask` is asked: its text and files, and the objects that its options name."""
