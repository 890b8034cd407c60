"""From the bytes of a terminal to Textual's events: what was typed, what was pasted, what the terminal reports."""
