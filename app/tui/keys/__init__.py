"""Keys and commands: what each does, and the user's keymap."""
