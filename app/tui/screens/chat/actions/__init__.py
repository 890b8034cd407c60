"""The groups of commands of the chat screen, each a class: actions of a Textual screen must be its methods."""
