"""The commands on one conversation: `show`, `rename` and `delete`."""
